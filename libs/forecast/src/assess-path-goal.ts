import { decisionOfBooks } from "./decision-of-books.ts";
import { fanOf } from "./fan.ts";
import { isShort } from "./forecast-short.ts";
import { intervalConstants } from "./interval-constants.ts";
import type { IntervalConstants } from "./interval-constants.ts";
import { FEWEST_KNOWN_VALUES, forecastSeries } from "./forecast-series.ts";
import { firstPassage } from "./first-passage.ts";
import type { FirstPassage } from "./first-passage.ts";
import type { Direction, FanPoint, NoGoalAssessment, ValueBounds } from "./goal-assessment.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import type { ChanceWeightsTable } from "./goal-chance.ts";
import { goalFutures } from "./goal-futures.ts";
import type { GoalFutures } from "./goal-futures.ts";
import type { PathBundle } from "./path-bundle.ts";
import type { SeriesBreak } from "./mend-breaks.ts";
import { hasUnknownTarget, pathGoalOutlook } from "./path-goal-outlook.ts";
import type { PathGoalOutlook } from "./path-goal-outlook.ts";
import type { PathGoal } from "./path-goal.ts";
import { pathLevers } from "./path-levers.ts";
import type { PathLevers } from "./path-levers.ts";
import type { SeriesForecaster } from "./remember-forecasts.ts";
import { requiredRate } from "./required-rate.ts";
import { seriesBreaks } from "./series-breaks.ts";
import { toDateFutures, toDatePaths } from "./to-date-paths.ts";
import type { ToDate } from "./to-date-paths.ts";

/** Everything that one assessment of one goal follows from; equal inputs give equal bytes. */
export interface PathGoalInput {
  /** Values of the series, oldest first, up to the check-in; NaN where unknown. Its last ones are the goal's booked points. */
  readonly history: ArrayLike<number>;
  /** Points a year, 1 where there is no season. */
  readonly frequency: number;
  readonly goal: PathGoal;
  /** Where the goal starts, in the unit of its figure; null where that is not known. */
  readonly from: number | null;
  /** The closed range that a value can take. */
  readonly bounds?: ValueBounds;
  /** Which way is better: what action can still do is told by it. Default: nothing is told. */
  readonly direction?: Direction;
  /** Of a goal on a figure to date, whose parts the history holds: what makes the figure of the parts to come. */
  readonly toDate?: ToDate;
  /** What the fan shows: each point of the history's series (default), or what such points have come to. */
  readonly fanOf?: "points" | "sums";
  /** Any text; it alone decides the random numbers. */
  readonly seed: string;
  /** Number of sample paths, default 1000. */
  readonly paths?: number;
  /** Weights that a deployment learnt from its own past (`adaptChanceWeights`); default the ones that come with the forecaster. */
  readonly weights?: ChanceWeightsTable;
  /** Interval constants that it learnt likewise (`adaptIntervals`); default the ones that come with the forecaster. */
  readonly intervals?: IntervalConstants;
  /** Who forecasts the series; default `forecastSeries`. Goals that share one with a memory (`rememberForecasts`) share its forecasts. */
  readonly forecaster?: SeriesForecaster;
}

/** A forecast set against a goal; figures are in the unit of the goal's figure (of `control` shares of points). */
export interface PathGoalAssessment extends PathGoalOutlook {
  readonly ok: true;
  /** Quantiles at each point still to come: of the series, or of what it adds up to (`fanOf`). */
  readonly fan: readonly FanPoint[];
  /** Null, as the levers are, where the books decide: nothing that comes matters any more. */
  readonly requiredRate: number | null;
  readonly levers: PathLevers;
  /** Null where the books decide that it is missed, whatever figures come near. */
  readonly crossing: FirstPassage | null;
  readonly inTheBooks: BookedPart;
  /** Outliers and level shifts that the forecast takes for what they are, by their places in the history. */
  readonly breaks: readonly SeriesBreak[];
  readonly weightsVersion: string;
  /** Scale of the 80 % interval that the forecast had; null: its history is too short for learnt intervals. */
  readonly reach80: number | null;
}

/** What the books hold of a goal's figure. */
export interface BookedPart {
  readonly points: number;
  readonly pointsLeft: number;
  /** The sum of a cumulative goal, the mean of an averaged one, else the last known value; null where unknown. */
  readonly figure: number | null;
  /** Part of the expected sum or of an average's weight that is booked; null for other goals and where nothing adds up. */
  readonly share: number | null;
}

const DEFAULT_PATHS = 1000;
const NO_LEVERS: PathLevers = { reachedBefore: null, lastActionStep: null };
const NO_STEPS: PathBundle = { paths: 1, values: new Float64Array(0) };
const NOTHING_TO_COME: GoalFutures = {
  forecast: NO_STEPS,
  theta: NO_STEPS,
  precedent: NO_STEPS,
  walk: NO_STEPS,
  points: { paths: 2, values: NO_STEPS.values },
  isCounted: false,
};

/**
 * Forecasts a series to a goal's due point and sets it against the goal. Where nothing is left to come, or what comes cannot
 * change the outcome, the books decide and the chance is 0 or 1. O(paths × points).
 */
export function assessPathGoal(input: PathGoalInput): PathGoalAssessment | NoGoalAssessment {
  const { history } = input;
  const points = input.goal.lower.length;
  const booked = Array.from(input.goal.booked).slice(0, points);
  const goal = { ...input.goal, booked };
  if (points === 0 || hasUnknownTarget(goal)) return { ok: false, reason: "no_target" };
  if (missesBooked(goal, booked)) return { ok: false, reason: "no_actual" };
  const horizon = points - booked.length;
  const known = Array.from(history).reduce((count, value) => count + Number(Number.isFinite(value)), 0);
  const decision = decisionOfBooks(goal, horizon);
  if (horizon > 0 && known < FEWEST_KNOWN_VALUES && decision === null)
    return { ok: false, reason: "too_little_history" };
  const { frequency, seed, paths = DEFAULT_PATHS, weights = CHANCE_WEIGHTS } = input;
  const { bounds, direction = "maintain" } = input;
  const { forecaster = forecastSeries } = input;
  const { intervals } = input;
  const wanted = {
    frequency,
    horizon,
    seed,
    paths,
    forecaster,
    ...(bounds === undefined ? {} : { bounds }),
    ...(intervals === undefined ? {} : { intervals }),
  };
  const { toDate } = input;
  const drawn = horizon > 0 ? goalFutures(history, wanted) : NOTHING_TO_COME;
  const futures = toDate === undefined ? drawn : toDateFutures(drawn, toDate);
  const outlook = pathGoalOutlook(futures, goal, { from: input.from, known, weights });
  const { decided, expectedEnd, pHit } = outlook;
  const rate = decided ? null : requiredRate(goal, expectedEnd);
  const fan = quantilesOf(drawn.forecast);
  const expected = fan.map(({ p50 }) => p50);
  return {
    ok: true,
    ...outlook,
    fan:
      input.fanOf === "sums" ? quantilesOf(toDatePaths(drawn.forecast, toDate ?? sinceBooked(booked))) : fan,
    requiredRate: rate,
    levers: decided
      ? NO_LEVERS
      : pathLevers({ goal, direction, history, expected, requiredRate: rate, toDate }),
    crossing: decided && pHit === 0 ? null : firstPassage(futures.forecast, goal),
    inTheBooks: bookedPart(goal, booked, expectedEnd),
    breaks:
      horizon > 0 ? seriesBreaks(history, { frequency, ...(bounds === undefined ? {} : { bounds }) }) : [],
    weightsVersion: weights.version,
    reach80: isShort(known, frequency) ? null : (intervals ?? intervalConstants(frequency)).reach80,
  };
}

/** What a cumulative goal comes to goes on from what is booked. */
function sinceBooked(booked: readonly number[]): ToDate {
  return { start: booked.reduce((total, value) => total + value, 0), restarts: [] };
}

function quantilesOf(bundle: PathBundle): readonly FanPoint[] {
  return fanOf({ ...bundle, factor80: 1, factor95: 1, lower: -Infinity, upper: Infinity });
}

/** A sum or mean needs every booked value; other goals need one, once nothing else is left to come. */
function missesBooked(goal: PathGoal, booked: readonly number[]): boolean {
  const { kind } = goal.evaluation;
  if (kind === "cumulative" || kind === "average") return booked.some(Number.isNaN);
  if (booked.length < goal.lower.length) return false;
  return kind === "at_due" || kind === "in_range" ? Number.isNaN(booked.at(-1)) : booked.every(Number.isNaN);
}

function bookedPart(goal: PathGoal, booked: readonly number[], expectedEnd: number): BookedPart {
  const points = booked.length;
  const pointsLeft = goal.lower.length - points;
  const { kind } = goal.evaluation;
  if (kind !== "cumulative" && kind !== "average") {
    return {
      points,
      pointsLeft,
      figure: booked.findLast((value) => !Number.isNaN(value)) ?? null,
      share: null,
    };
  }
  const weigh = (point: number): number => (kind === "average" ? (goal.weights?.[point] ?? 1) : 1);
  const sum = booked.reduce((total, value, point) => total + weigh(point) * value, 0);
  if (kind === "cumulative") {
    const share = sum / expectedEnd;
    return { points, pointsLeft, figure: sum, share: Number.isFinite(share) ? share : null };
  }
  const weights = Array.from(goal.lower, (_, point) => weigh(point));
  const total = weights.reduce((all, weight) => all + weight, 0);
  const held = weights.slice(0, points).reduce((all, weight) => all + weight, 0);
  return {
    points,
    pointsLeft,
    figure: held > 0 ? sum / held : null,
    share: total > 0 ? held / total : null,
  };
}
