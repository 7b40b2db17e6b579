import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { targetFigures } from "./targets-figures.ts";
import type { TargetFigures } from "./targets-figures.ts";
import { forecastForward } from "./targets-forecast.ts";
import { listGoals } from "./targets-goals.ts";
import { resampledRatios } from "./targets-resampling.ts";
import { readTargetRows } from "./targets-rows.ts";

/** What one run of the benchmark gives. */
export interface TargetsResult {
  readonly bench: "targets";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: TargetFigures;
}

/** Months of the year that are scored; the pooled figures use March, June and September. */
const SCORED_MONTHS: readonly number[] = [1, 3, 6, 9, 11];
const USAGE = "usage: npm run bench -- targets --csv FILE --definitions FILE --score-from YEAR [--json]";

/**
 * Scores the chance of hitting against the red/green rule, hard and calibrated, on the goals of the years from
 * `--score-from` on. Every year is forecast from what was known by its month and learned from earlier years only.
 */
export async function run(argv: readonly string[]): Promise<TargetsResult> {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { csv: { type: "string" }, definitions: { type: "string" }, "score-from": { type: "string" } },
  });
  const scoreFrom = Number(values["score-from"]);
  if (
    typeof values.csv !== "string" ||
    typeof values.definitions !== "string" ||
    !Number.isInteger(scoreFrom)
  ) {
    throw new Error(USAGE);
  }
  const rows = readTargetRows(await readFile(values.csv, "utf8"), await readFile(values.definitions, "utf8"));
  const goals = listGoals(rows);
  const scored = forecastForward(goals, SCORED_MONTHS).filter(({ goal }) => goal.year >= scoreFrom);
  const result: TargetsResult = {
    bench: "targets",
    inputs: {
      csv: values.csv,
      definitions: values.definitions,
      score_from: scoreFrom,
      years: `${rows.firstYear}-${rows.lastYear}`,
      kpis: rows.kpis.length,
    },
    figures: { ...targetFigures(scored), ...resampledRatios(scored) },
  };
  if (!argv.includes("--json")) printTable(result.figures);
  return result;
}

function printTable(figures: TargetFigures): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures)) {
    const shown = value === null ? "unknown" : Number.isInteger(value) ? String(value) : value.toFixed(4);
    console.log(`${name.padEnd(width)}  ${shown}`);
  }
}

if (import.meta.main) {
  const result = await run(process.argv.slice(2));
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(result)}\n`);
}
