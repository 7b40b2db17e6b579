import { seriesKey, windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import { goalProgress } from "@milepost/scoring";
import type { GoalProgressRow, SeriesValues } from "@milepost/scoring";
import { timeZoneOf } from "../plan-state.ts";
import type { PlanState } from "../plan-state.ts";
import type { MeasuredObjects } from "./measured-objects.ts";
import { seriesValuesKey } from "./series-values.ts";

/** Where each goal stands at its periods, by goal id. */
export type ProgressOfGoals = ReadonlyMap<string, readonly GoalProgressRow[]>;

export interface ProgressInputs {
  readonly plan: PlanState;
  readonly objects: MeasuredObjects;
  readonly values: ReadonlyMap<string, SeriesValues>;
}

const NO_VALUES: SeriesValues = new Map();

/**
 * Computes where goals stand; a goal whose KPI is not defined is left out. One that left the plan has rows of the periods that
 * were over by then, and an id that was given up for another one has none.
 */
export function progressOfGoals(goals: Iterable<string>, inputs: ProgressInputs): ProgressOfGoals {
  const progress = new Map<string, readonly GoalProgressRow[]>();
  for (const id of goals) {
    const { objects } = inputs;
    if (objects.formerGoals.has(id)) {
      progress.set(id, []);
      continue;
    }
    const goal = objects.goals.get(id);
    const kpi = goal && objects.kpis.get(goal.measure.kpi);
    if (goal === undefined || kpi === undefined) continue;
    const series = inputs.values.get(seriesValuesKey(goal.measure.kpi, seriesKey(goal.measure.series)));
    const values = neededValues(goal, series ?? NO_VALUES);
    const rows = goalProgress({ goal, kpi, values, timeZone: timeZoneOf(inputs.plan, kpi) });
    const left = objects.leftOn.get(`goal/${id}`);
    progress.set(id, left === undefined ? rows : rows.filter(({ period }) => period.end < left));
  }
  return progress;
}

/** First local date on which a period begins that some goals look at, all of them together. */
export function firstLookedAt(goals: readonly Goal[]): string | undefined {
  const first = goals.map((goal) => yearsLookedAt(goal).first).toSorted()[0];
  // The first week of a year may begin in the one before.
  return first === undefined ? undefined : `${Number(first) - 1}-12-25`;
}

function neededValues(goal: Goal, values: SeriesValues): SeriesValues {
  const { first, last } = yearsLookedAt(goal);
  return new Map([...values].filter(([label]) => label >= first && label <= `${last}~`));
}

/** A goal looks at its window and, for last year's ratio, at the year before; labels begin with their year. */
function yearsLookedAt({ window }: Goal): { readonly first: string; readonly last: string } {
  const { from, to } = windowDates(window);
  return { first: String(Number(from.slice(0, 4)) - 1), last: to.slice(0, 4) };
}
