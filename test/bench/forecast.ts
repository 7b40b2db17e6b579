import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readCompetitionSeries, SERIES_FORM } from "./competition-series.ts";
import { adaptedIntervals, printLearntIntervals } from "./forecast-learning.ts";
import { accuracyTable, forecastFigures, forecastTable } from "./forecast-figures.ts";
import type { ForecastFigures } from "./forecast-figures.ts";
import { scoreSeries } from "./forecast-scores.ts";

/** What one run of the benchmark gives. */
export interface ForecastResult {
  readonly bench: "forecast";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: ForecastFigures;
  readonly table: string;
}

const USAGE = `usage: npm run bench -- forecast --data FILE [--json] [--write] [--learn]\nFILE holds ${SERIES_FORM}`;
const SERIES_BETWEEN_REPORTS = 250;

/**
 * Forecasts the test part of every series of a competition from its training part and scores points and intervals, with
 * what anybody can do (naive, seasonal naive with drift, plain Theta) in the same run. The intervals are adapted to the pool
 * as a deployment adapts them to its own series: by how the ends of the training parts were foreseen; no test part is read.
 */
export async function run(argv: readonly string[]): Promise<ForecastResult> {
  const { values } = parseArgs({ args: [...argv], strict: false, options: { data: { type: "string" } } });
  if (typeof values.data !== "string") throw new Error(USAGE);
  const series = await readCompetitionSeries(values.data);
  if (argv.includes("--learn")) printLearntIntervals(series);
  const intervals = adaptedIntervals(series);
  const scored = series.map((one, index) => {
    if (index > 0 && index % SERIES_BETWEEN_REPORTS === 0) {
      process.stderr.write(`${index} of ${series.length} series\n`);
    }
    return scoreSeries(one, intervals(one));
  });
  const figures = forecastFigures(scored);
  if (!argv.includes("--json")) {
    process.stdout.write(`${forecastTable(figures)}\n`);
    process.stdout.write(`${figures["series_per_cpu_second"]?.toFixed(0)} series a CPU-second\n`);
  }
  const inputs = { data: basename(values.data), series: series.length, node: process.version };
  return { bench: "forecast", inputs, figures, table: accuracyTable(figures) };
}
