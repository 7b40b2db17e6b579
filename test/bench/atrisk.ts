import { basename } from "node:path";
import { parseArgs } from "node:util";
import { CHANCE_WEIGHTS, FAMILIES } from "@milepost/forecast";
import { atriskFigures, atriskTable } from "./atrisk-figures.ts";
import type { AtriskFigures } from "./atrisk-figures.ts";
import { fitWeights } from "./atrisk-fit.ts";
import { calibrateBaselines } from "./atrisk-tell.ts";
import type { Asked, NamedSheets } from "./atrisk-tell.ts";
import { readCompetitionSeries, SERIES_FORM } from "./competition-series.ts";
import type { CompetitionSeries } from "./competition-series.ts";
import { appendSheet } from "./score-sheet.ts";
import { weightsOfOwnPast } from "./own-past.ts";
import { spreadSeries } from "./spread-series.ts";

/** What one run of the benchmark gives. */
export interface AtriskResult {
  readonly bench: "atrisk";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: AtriskFigures;
  readonly table: string;
}

const USAGE = `usage: npm run bench -- atrisk --data FILE [--fit] [--json] [--write]\nFILE holds ${SERIES_FORM}`;
/** Kinds of period whose goals have a year's season; the benchmark's figures are theirs. */
const SCORED_PERIODS: readonly string[] = ["monthly", "quarterly"];

/**
 * Sets targets on the monthly and quarterly series of a competition at the end of their training part and scores the chance
 * of meeting them, beside what anybody can do, in the same run. `--fit` learns the weights of the chance from the file
 * instead and prints them.
 */
export async function run(argv: readonly string[]): Promise<AtriskResult> {
  const { values } = parseArgs({ args: [...argv], strict: false, options: { data: { type: "string" } } });
  if (typeof values.data !== "string") throw new Error(USAGE);
  const all = await readCompetitionSeries(values.data);
  const series = all.filter(({ period }) => SCORED_PERIODS.includes(period));
  if (series.length === 0) throw new Error(`${values.data} holds no monthly or quarterly series`);
  const inputs = {
    data: basename(values.data),
    series: series.length,
    weights: CHANCE_WEIGHTS.version,
    node: process.version,
  };
  if (argv.includes("--fit")) {
    const table = await fitWeights(series);
    process.stdout.write(`${table}\n`);
    return { bench: "atrisk", inputs, figures: {}, table };
  }
  const figures = await scoreAll(series);
  const table = atriskTable(figures);
  if (!argv.includes("--json")) process.stdout.write(`${table}\n`);
  return { bench: "atrisk", inputs, figures, table };
}

/** Last points shown in the tasks with a short history. */
const SHORT_HISTORIES = [4, 6, 8, 12, 24] as const;

/** Whole histories with every family, and reach with each short history, which opens many more check-ins. */
const ASKED: readonly Asked[] = [
  { families: FAMILIES, shown: null, paths: 1000 },
  ...SHORT_HISTORIES.map((shown): Asked => ({ families: ["reach"], shown, paths: 500 })),
];

async function scoreAll(series: readonly CompetitionSeries[]): Promise<AtriskFigures> {
  const placed = series.map((row, index) => ({ index, row }));
  const weights = await weightsOfOwnPast(series);
  const asked = ASKED.map((one) => ({ ...one, weights }));
  const sheets: NamedSheets = new Map();
  for (const share of await spreadSeries({ kind: "tell", series: placed, asked })) {
    for (const [name, sheet] of share.sheets) {
      const whole = sheets.get(name);
      if (whole === undefined) sheets.set(name, sheet);
      else appendSheet(whole, sheet);
    }
  }
  const figures: Record<string, number | null> = {};
  for (const [name, sheet] of sheets) {
    calibrateBaselines(sheet);
    Object.assign(figures, atriskFigures(name, sheet));
  }
  return figures;
}
