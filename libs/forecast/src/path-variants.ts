import type { PathGoalInput } from "./assess-path-goal.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import { goalFutures } from "./goal-futures.ts";
import { hasUnknownTarget, pathGoalOutlook } from "./path-goal-outlook.ts";
import type { PathGoalOutlook } from "./path-goal-outlook.ts";
import type { PathGoal } from "./path-goal.ts";
import { toDateFutures } from "./to-date-paths.ts";

const DEFAULT_PATHS = 1000;

/** The outlook of a goal that differs in its target or due point alone; null: its target is not known, or lies too far off. */
export type PathVariants = (goal: PathGoal) => PathGoalOutlook | null;

/**
 * Forecasts a series once, `horizon` points ahead, for all variants of a goal that are due by then. At the goal's own
 * horizon, the goal itself has the chance that `assessPathGoal` gives. Each variant costs O(paths × points).
 */
export function pathVariants(input: PathGoalInput, horizon: number): PathVariants {
  const { bounds, forecaster, frequency, from, history, intervals, seed, toDate } = input;
  const { paths = DEFAULT_PATHS, weights = CHANCE_WEIGHTS } = input;
  const known = Array.from(history).reduce((count, value) => count + Number(Number.isFinite(value)), 0);
  const drawn = goalFutures(history, {
    frequency,
    horizon,
    seed,
    paths,
    ...(bounds === undefined ? {} : { bounds }),
    ...(intervals === undefined ? {} : { intervals }),
    ...(forecaster === undefined ? {} : { forecaster }),
  });
  const futures = toDate === undefined ? drawn : toDateFutures(drawn, toDate);
  return (goal) => {
    const ahead = goal.lower.length - goal.booked.length;
    if (ahead < 1 || ahead > horizon || hasUnknownTarget(goal)) return null;
    return pathGoalOutlook(futures, goal, { from, known, weights });
  };
}
