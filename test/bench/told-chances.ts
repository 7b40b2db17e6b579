import {
  fitTheta,
  judgementOf,
  knowledgeOf,
  openTaskCheckIn,
  pathGoalChance,
  reachGoal,
  samplePaths,
  seasonalDriftPaths,
  shareWithin,
  sortedFigures,
} from "@milepost/forecast";
import type {
  ChanceWeightsTable,
  PathBundle,
  PathSource,
  ReachTask,
  SortedFutures,
  ThetaModel,
} from "@milepost/forecast";

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
  const checkIn = openTaskCheckIn(values, { ...wanted, shown });
  let baselines: Baselines | null = null;
  const seen = new Map<SortedFutures, SortedBaselines>();
  return {
    tell: (task) => {
      const goal = reachGoal(task, values);
      const futures = checkIn.futures(task);
      baselines ??= {
        theta: plainThetaPaths(series, wanted),
        drift: seasonalDriftPaths(series, wanted),
      };
      const beside = seen.get(futures) ?? {
        theta: sortedFigures(baselines.theta, goal),
        drift: sortedFigures(baselines.drift, goal),
      };
      seen.set(futures, beside);
      const { range } = judgementOf(goal);
      return {
        ours: pathGoalChance(futures, goal, { ...knowledgeOf(task, shown), weights }),
        unadapted: pathGoalChance(futures, goal, knowledgeOf(task, shown)),
        simulation: shareWithin(futures.forecast, range),
        theta: shareWithin(beside.theta, range),
        naive: shareWithin(futures.walk, range),
        drift: shareWithin(beside.drift, range),
      };
    },
  };
}

interface Baselines {
  readonly theta: PathBundle;
  readonly drift: PathBundle;
}

/** Sorted figures of one window, judged in one way. */
interface SortedBaselines {
  readonly theta: Float64Array;
  readonly drift: Float64Array;
}

function withBestWeightOnly(model: ThetaModel): ThetaModel {
  const { alpha, level } = model;
  const nearest = model.smoothings.reduce((best, one) =>
    Math.abs(one.alpha - alpha) < Math.abs(best.alpha - alpha) ? one : best,
  );
  return { ...model, smoothings: [{ ...nearest, alpha, level, levelError: 0, cumulativeProbability: 1 }] };
}
