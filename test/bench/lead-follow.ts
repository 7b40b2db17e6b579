import { EARLIEST_START, reachTasks } from "@milepost/forecast";
import type { ChanceWeightsTable } from "@milepost/forecast";
import type { CompetitionSeries } from "./competition-series.ts";
import type { FollowedTarget } from "./lead-alerts.ts";
import { paceOf } from "./pace.ts";
import { openCheckIn } from "./told-chances.ts";

export const LEAD_PREDICTORS = [
  "ours",
  "unadapted",
  "simulation",
  "theta",
  "drift",
  "naive",
  "pace",
] as const;
export type LeadPredictor = (typeof LEAD_PREDICTORS)[number];

/** Followed targets by who told the chances. */
export type FollowedTargets = Map<LeadPredictor, FollowedTarget[]>;

/** Points of the window whose deadline is a series' last one, by kind of period. */
export const LEAD_LENGTHS: Readonly<Record<string, number>> = { monthly: 12, quarterly: 8 };

const PATHS = 1000;

/** Follows every target of one series; a check-in sees the points up to its own. */
export function followSeries(
  followed: FollowedTargets,
  series: CompetitionSeries,
  weights: ChanceWeightsTable,
): void {
  const values = Float64Array.from([...series.train, ...series.test]);
  const length = LEAD_LENGTHS[series.period] ?? 0;
  const deadline = values.length - 1;
  const start = deadline - length;
  if (start < EARLIEST_START) return;
  const rows = new Map<string, { hit: boolean; told: Map<LeadPredictor, number[]> }>();
  for (let check = start + 1; check < deadline; check += 1) {
    const window = { length, elapsed: check - start, remaining: deadline - check, start, check, deadline };
    const past = values.subarray(0, check + 1);
    const { frequency, id: seed } = series;
    const checkIn = openCheckIn(past, {
      frequency,
      horizon: window.remaining,
      seed,
      shown: past.length,
      paths: PATHS,
      weights,
    });
    for (const task of reachTasks(values, window).filter(({ family }) => family === "reach")) {
      const key = `${task.sign} ${task.ambition}`;
      const row = rows.get(key) ?? { hit: task.hit, told: new Map<LeadPredictor, number[]>() };
      rows.set(key, row);
      const pace = paceOf(task, values);
      const told: Record<LeadPredictor, number> = {
        ...checkIn.tell(task),
        pace: pace.progress - pace.expected,
      };
      for (const name of LEAD_PREDICTORS) {
        row.told.set(name, [...(row.told.get(name) ?? []), told[name]]);
      }
    }
  }
  for (const { hit, told } of rows.values()) {
    for (const [name, chances] of told) {
      followed.set(name, followed.get(name) ?? []);
      followed.get(name)?.push({ hit, length, told: chances });
    }
  }
}
