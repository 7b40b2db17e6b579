import { seriesKey, windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import { goalProgress, goalProgressAfter } from "@milepost/scoring";
import type { GoalProgressRow, SeriesValues } from "@milepost/scoring";
import { timeZoneOf } from "../plan-state.ts";
import type { PlanState } from "../plan-state.ts";
import type { MeasuredObjects } from "./measured-objects.ts";
import { seriesValuesKey } from "./series-values.ts";

/** Where a goal stands at its periods. */
export interface ProgressOfGoal {
  readonly rows: readonly GoalProgressRow[];
  /** One period after the last row, where it still stands at something: for scorecards on which other goals go on; null: unknown. */
  readonly after: GoalProgressRow | null;
}

/** Where each goal stands at its periods, by goal id. */
export type ProgressOfGoals = ReadonlyMap<string, ProgressOfGoal>;

export interface ProgressInputs {
  readonly plan: PlanState;
  readonly objects: MeasuredObjects;
  readonly values: ReadonlyMap<string, SeriesValues>;
}

const NO_VALUES: SeriesValues = new Map();
/** Where a goal stands of which nothing is known. */
export const NO_PROGRESS: ProgressOfGoal = { rows: [], after: null };

/**
 * Computes where goals stand; a goal whose KPI is not defined is left out. One that left the plan has rows of the periods that
 * were over by then, and an id that was given up for another one has none.
 */
export function progressOfGoals(goals: Iterable<string>, inputs: ProgressInputs): ProgressOfGoals {
  const progress = new Map<string, ProgressOfGoal>();
  for (const id of goals) {
    const { objects } = inputs;
    if (objects.formerGoals.has(id)) {
      progress.set(id, NO_PROGRESS);
      continue;
    }
    const goal = objects.goals.get(id);
    const kpi = goal && objects.kpis.get(goal.measure.kpi);
    if (goal === undefined || kpi === undefined) continue;
    const series = inputs.values.get(seriesValuesKey(goal.measure.kpi, seriesKey(goal.measure.series)));
    const values = neededValues(goal, series ?? NO_VALUES);
    const input = { goal, kpi, values, timeZone: timeZoneOf(inputs.plan, kpi) };
    const left = objects.leftOn.get(`goal/${id}`);
    const wasThere = ({ period }: GoalProgressRow): boolean => left === undefined || period.end < left;
    const after = goalProgressAfter(input);
    progress.set(id, {
      rows: goalProgress(input).filter(wasThere),
      after: after !== null && wasThere(after) ? after : null,
    });
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
