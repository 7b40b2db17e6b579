import type { Grain, Period } from "@milepost/contracts";
import type { PathEvaluation, PathGoal, PathGoalInput } from "@milepost/forecast";
import { isTwoSided, valueRange, valueTargetAt } from "@milepost/scoring";
import type { SeriesValues } from "@milepost/scoring";
import type { KnownFacts } from "./goal-case.ts";

/** A goal laid out on the periods of its window, for a forecast of the measured series. */
export interface PathForecastable {
  readonly path: Omit<PathGoalInput, "seed">;
}

/** Periods of one season, by grain: a week of days, a year of everything else. */
export const SEASON: Readonly<Record<Grain, number>> = { day: 7, week: 52, month: 12, quarter: 4, year: 1 };
/** A forecast that many periods ahead says nothing that is worth its cost. */
export const MOST_PERIODS_AHEAD = 400;
/** Older values than these say little of what comes, and cost as much. */
export const MOST_VALUES = 400;

export interface PathCaseInput {
  readonly facts: KnownFacts;
  /** Actual values of the measured series up to the goal's period, oldest first; NaN where unknown. */
  readonly history: Float64Array;
  /** What is known of the measured series, by period label. */
  readonly values: SeriesValues;
}

/**
 * Lays a goal out as its forecast takes it. Whatever its trajectory asks for on the way, it is judged by the due target; only
 * `control` holds each period against its own. A sum and a mean enter as they stand in the books, so that they agree with
 * what is shown as reached.
 */
export function pathCase(input: PathCaseInput): PathForecastable {
  const { facts, history } = input;
  const { measured, index, direction } = facts;
  const { measure } = measured.goal;
  const elapsed = index + 1;
  return {
    path: {
      history: history.subarray(Math.max(0, history.length - MOST_VALUES)),
      frequency: SEASON[measured.kpi.grain],
      goal: {
        evaluation: evaluationOf(facts),
        ...acceptedAt(input),
        booked: bookedOf(facts, history, elapsed),
      },
      from: measure.from ?? startOf(facts, history, elapsed),
      direction: isTwoSided({ measure, direction }) ? "maintain" : direction,
      ...boundsOf(facts),
    },
  };
}

function evaluationOf({ measured, target }: KnownFacts): PathEvaluation {
  const { evaluation } = measured.goal.measure;
  switch (evaluation) {
    case "at-due":
      return { kind: "at_due" };
    case "first-hit":
      return { kind: "first_hit" };
    case "in-range":
      return { kind: "in_range" };
    case "cumulative":
    case "average":
      return { kind: evaluation };
    case "sustain":
      return { kind: "sustained", points: measured.periods.length };
    case "control":
      return { kind: "control", share: target };
  }
}

/** The values that meet the target at each period of the window; NaN where that is not known. */
function acceptedAt({ facts, values }: PathCaseInput): Pick<PathGoal, "lower" | "upper"> {
  const { measured, target, direction } = facts;
  const { goal, kpi, periods } = measured;
  const isControl = goal.measure.evaluation === "control";
  const asked = (period: Period): number | null =>
    isControl ? valueTargetAt({ goal, kpi, values }, period).toDate : target;
  const ranges = periods.map((period) => {
    const value = asked(period);
    return value === null ? null : valueRange({ measure: goal.measure, direction }, value);
  });
  return {
    lower: Float64Array.from(ranges, (range) => range?.lower ?? Number.NaN),
    upper: Float64Array.from(ranges, (range) => range?.upper ?? Number.NaN),
  };
}

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
    case "control":
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
