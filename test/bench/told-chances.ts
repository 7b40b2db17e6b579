import {
  chanceFeatures,
  chanceGroupOf,
  fitTheta,
  goalFutures,
  judgementOf,
  pathGoalChance,
  samplePaths,
  seasonalDriftPaths,
  shareWithin,
  sortedFigures,
  sortedFutures,
} from "@milepost/forecast";
import type {
  ChanceFeatures,
  ChanceGroup,
  ChanceWeightsTable,
  PathBundle,
  PathSource,
  SortedFutures,
  ThetaModel,
} from "@milepost/forecast";
import { knowledgeOf, reachGoal } from "./reach-goal.ts";
import type { ReachTask } from "./reach-tasks.ts";

/** What the predictors that draw sample paths say of one task. */
export interface ToldChances {
  readonly ours: number;
  /** Ours with the weights that come with the forecaster, before they are adapted to the pool's own past. */
  readonly unadapted: number;
  readonly simulation: number;
  readonly theta: number;
  readonly naive: number;
  readonly drift: number;
}

/** What one check-in sees: the values shown, and every future that is drawn from them. */
export interface CheckIn {
  readonly tell: (task: ReachTask) => ToldChances;
  readonly features: (task: ReachTask) => { readonly group: ChanceGroup; readonly features: ChanceFeatures };
}

/** The published Theta model with its one best smoothing weight. */
const plainThetaPaths: PathSource = (series, { frequency, ...wanted }) =>
  samplePaths(withBestWeightOnly(fitTheta(series, { period: frequency })), {
    ...wanted,
    lower: -Infinity,
    upper: Infinity,
  });

/**
 * Opens a check-in: `values` up to and with its last index, of which only the last `shown` may be looked at. Futures are
 * drawn once; tasks of one window that are judged alike share their sorted figures.
 */
export function openCheckIn(
  values: Float64Array,
  options: Parameters<PathSource>[1] & { readonly shown: number; readonly weights: ChanceWeightsTable },
): CheckIn {
  const { shown, weights, ...wanted } = options;
  const series = values.subarray(values.length - shown);
  const futures = goalFutures(series, wanted);
  let baselines: Baselines | null = null;
  const seen = new Map<string, Seen>();
  const see = (task: ReachTask): Seen => {
    const goal = reachGoal(task, values);
    const key = `${task.window.start} ${task.window.length} ${judgementOf(goal).kind}`;
    const known = seen.get(key) ?? { futures: sortedFutures(futures, goal), baselines: null };
    seen.set(key, known);
    return known;
  };
  return {
    tell: (task) => {
      const goal = reachGoal(task, values);
      const known = see(task);
      baselines ??= {
        theta: plainThetaPaths(series, wanted),
        drift: seasonalDriftPaths(series, wanted),
      };
      known.baselines ??= {
        theta: sortedFigures(baselines.theta, goal),
        drift: sortedFigures(baselines.drift, goal),
      };
      const { range } = judgementOf(goal);
      return {
        ours: pathGoalChance(known.futures, goal, { ...knowledgeOf(task, shown), weights }),
        unadapted: pathGoalChance(known.futures, goal, knowledgeOf(task, shown)),
        simulation: shareWithin(known.futures.forecast, range),
        theta: shareWithin(known.baselines.theta, range),
        naive: shareWithin(known.futures.walk, range),
        drift: shareWithin(known.baselines.drift, range),
      };
    },
    features: (task) => {
      const goal = reachGoal(task, values);
      return {
        group: chanceGroupOf(goal).group,
        features: chanceFeatures(see(task).futures, goal, knowledgeOf(task, shown)),
      };
    },
  };
}

interface Baselines {
  readonly theta: PathBundle;
  readonly drift: PathBundle;
}

/** Sorted figures of one window, judged in one way. */
interface Seen {
  readonly futures: SortedFutures;
  baselines: { readonly theta: Float64Array; readonly drift: Float64Array } | null;
}

function withBestWeightOnly(model: ThetaModel): ThetaModel {
  const { alpha, level } = model;
  const nearest = model.smoothings.reduce((best, one) =>
    Math.abs(one.alpha - alpha) < Math.abs(best.alpha - alpha) ? one : best,
  );
  return { ...model, smoothings: [{ ...nearest, alpha, level, levelError: 0, cumulativeProbability: 1 }] };
}
