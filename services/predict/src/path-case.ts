import type { Grain } from "@milepost/contracts";
import { acceptableRange } from "@milepost/forecast";
import type { PathEvaluation, PathGoalInput } from "@milepost/forecast";
import type { KnownFacts } from "./goal-case.ts";

/** A goal laid out on the periods of its window, for a forecast of the measured series. */
export interface PathForecastable {
  readonly path: Omit<PathGoalInput, "seed">;
}

/** Periods of one season, by grain: a week of days, a year of everything else. */
const SEASON: Readonly<Record<Grain, number>> = { day: 7, week: 52, month: 12, quarter: 4, year: 1 };
/** A forecast that many periods ahead says nothing that is worth its cost. */
export const MOST_PERIODS_AHEAD = 400;
/** Older values than these say little of what comes, and cost as much. */
const MOST_VALUES = 400;

export interface PathCaseInput {
  readonly facts: KnownFacts;
  /** Actual values of the measured series up to the goal's period, oldest first; NaN where unknown. */
  readonly history: Float64Array;
}

/**
 * Lays a goal out as its forecast takes it. Whatever its trajectory asks for on the way, it is judged by the due target. A
 * sum and a mean enter as they stand in the books, so that they agree with what is shown as reached.
 */
export function pathCase({ facts, history }: PathCaseInput): PathForecastable {
  const { measured, index, target, direction } = facts;
  const { evaluation } = measured.goal.measure;
  const elapsed = index + 1;
  const targets = new Float64Array(measured.periods.length).fill(target);
  return {
    path: {
      history: history.subarray(Math.max(0, history.length - MOST_VALUES)),
      frequency: SEASON[measured.kpi.grain],
      goal: {
        evaluation: EVALUATION_OF[evaluation](targets.length),
        ...acceptableRange(targets, { direction }),
        booked: bookedOf(facts, history, elapsed),
      },
      from: measured.goal.measure.from ?? startOf(facts, history, elapsed),
      direction,
      ...boundsOf(facts),
    },
  };
}

const EVALUATION_OF: Readonly<
  Record<KnownFacts["measured"]["goal"]["measure"]["evaluation"], (points: number) => PathEvaluation>
> = {
  "at-due": () => ({ kind: "at_due" }),
  cumulative: () => ({ kind: "cumulative" }),
  average: () => ({ kind: "average" }),
  sustain: (points) => ({ kind: "sustained", points }),
  "first-hit": () => ({ kind: "first_hit" }),
  "in-range": () => ({ kind: "in_range" }),
};

function bookedOf({ measured, actual }: KnownFacts, history: Float64Array, elapsed: number): Float64Array {
  switch (measured.goal.measure.evaluation) {
    case "cumulative": {
      const booked = new Float64Array(elapsed);
      booked[elapsed - 1] = actual;
      return booked;
    }
    case "average":
      return new Float64Array(elapsed).fill(actual);
    case "at-due":
    case "sustain":
    case "first-hit":
    case "in-range":
      return history.slice(-elapsed);
  }
}

/** Where the goal starts: the window of as many periods before, added up or averaged, else the value just before. */
function startOf({ measured }: KnownFacts, history: Float64Array, elapsed: number): number | null {
  const begin = history.length - elapsed;
  const { evaluation } = measured.goal.measure;
  if (evaluation !== "cumulative" && evaluation !== "average") return known(history[begin - 1]);
  const count = measured.periods.length;
  if (begin < count) return null;
  const sum = history.slice(begin - count, begin).reduce((total, value) => total + value, 0);
  return known(evaluation === "average" ? sum / count : sum);
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function boundsOf({ measured }: KnownFacts): Pick<PathGoalInput, "bounds"> {
  const { lower, upper } = measured.base.bounds ?? {};
  return { bounds: { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) } };
}
