import { CHANCE_WEIGHTS, reachTasks, reachWindows } from "@milepost/forecast";
import type { ChanceWeightsTable, Family, ReachTask } from "@milepost/forecast";
import { hitRates, logisticChances } from "./calibrated-columns.ts";
import type { CompetitionSeries } from "./competition-series.ts";
import { paceOf } from "./pace.ts";
import { addRow, newSheet } from "./score-sheet.ts";
import type { ScoreSheet } from "./score-sheet.ts";
import { openCheckIn } from "./told-chances.ts";
import type { CheckIn } from "./told-chances.ts";
import { VENDOR_RULES, vendorStatus } from "./vendor-rules.ts";

/** One task of one series, and the check-in that may tell its chance. */
interface OpenTask {
  readonly task: ReachTask;
  readonly values: Float64Array;
  readonly checkIn: CheckIn;
}

/** What is asked of a series: families of tasks, and how many of its last points are shown (null: all). */
export interface Asked {
  readonly families: readonly Family[];
  readonly shown: number | null;
  /** Sample paths a check-in. */
  readonly paths: number;
  /** Weights of the chance; default the ones that come with the forecaster. */
  readonly weights?: ChanceWeightsTable;
}

/** A series, and its place in the file. */
export interface PlacedSeries {
  readonly index: number;
  readonly row: CompetitionSeries;
  /** Check-ins that were opened already, by what they show: whoever asks again sees the same futures. */
  readonly checkIns: Map<string, CheckIn>;
}

/** Every task of a series, each with the check-in of what is shown; futures reach to the furthest deadline. */
export function openTasks({ checkIns, row: series }: PlacedSeries, asked: Asked): OpenTask[] {
  const values = Float64Array.from([...series.train, ...series.test]);
  const windows = reachWindows(series.period, series.train.length, values.length);
  const horizon = windows.reduce((most, window) => Math.max(most, window.remaining), 0);
  const past = values.subarray(0, series.train.length);
  return windows.flatMap((window) => {
    const tasks = reachTasks(values, window).filter(({ family }) => asked.families.includes(family));
    if (tasks.length === 0) return [];
    const shown = Math.min(past.length, Math.max(asked.shown ?? past.length, window.elapsed + 1));
    const { paths, weights = CHANCE_WEIGHTS } = asked;
    const options = { frequency: series.frequency, horizon, seed: series.id, shown, paths, weights };
    const key = `${shown} points, ${asked.paths} paths`;
    const checkIn = checkIns.get(key) ?? openCheckIn(past, options);
    checkIns.set(key, checkIn);
    return tasks.map((task) => ({ task, values, checkIn }));
  });
}

/** Sheets by family, and by length (`k4`) where only a short history is shown. */
export type NamedSheets = Map<string, ScoreSheet>;

/** Tells the chance of every task of a series and adds it to its sheet. */
export function tellSeries(sheets: NamedSheets, series: PlacedSeries, asked: Asked): void {
  for (const { checkIn, task, values } of openTasks(series, asked)) {
    const name = asked.shown === null ? task.family : `k${asked.shown}`;
    const sheet = sheets.get(name) ?? newSheet();
    sheets.set(name, sheet);
    const pace = paceOf(task, values);
    const told: Record<string, number> = {
      ...checkIn.tell(task),
      pace: Number(pace.lead >= 0),
      pace_logistic: pace.lead,
      climatology: 0,
    };
    if (Number.isFinite(pace.progress)) {
      for (const [name, rule] of Object.entries(VENDOR_RULES)) told[name] = vendorStatus(rule, pace);
    }
    addRow(sheet, { series: series.index, hit: task.hit, told });
  }
}

/** Turns what was noted of the simple rules into chances: hard, and by how often each status was right elsewhere. */
export function calibrateBaselines(sheet: ScoreSheet): void {
  const { columns } = sheet;
  const noted = (name: string): readonly number[] => columns.get(name) ?? [];
  columns.set("climatology", hitRates(sheet, noted("climatology")));
  columns.set("pace_logistic", logisticChances(sheet, noted("pace_logistic")));
  for (const name of Object.keys(VENDOR_RULES)) {
    const statuses = columns.get(name);
    if (statuses === undefined) continue;
    columns.set(`${name}_calibrated`, hitRates(sheet, statuses));
    columns.set(
      name,
      statuses.map((status) => Number(status === 2)),
    );
  }
}
