import { goalAmbition } from "./goal-ambition.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import { chanceGroupOf, goalChance } from "./goal-chance.ts";
import type { ChanceFeatures, ChanceGroup, ChanceWeightsTable } from "./goal-chance.ts";
import type { FutureKind, GoalFutures } from "./goal-futures.ts";
import { goalLean } from "./goal-lean.ts";
import { judgedFigures, judgementOf } from "./judged-figures.ts";
import type { PathGoal } from "./path-goal.ts";
import { shareWithin } from "./share-within.ts";
import { sortedFigures } from "./sorted-figures.ts";

/** The deciding figures in ascending order, by what drew the paths; goals that differ in their target alone share them. */
export interface SortedFutures extends Readonly<Record<FutureKind, Float64Array>> {
  /** The figures of two point forecasts. */
  readonly points: { readonly combined: number; readonly theta: number };
  /** Whether the forecast's figures say all, so that nothing is weighed. */
  readonly isCounted: boolean;
}

/** Reads the figures that decide a goal off every view of the future. */
export function sortedFutures(futures: GoalFutures, goal: PathGoal): SortedFutures {
  const [combined = Number.NaN, theta = Number.NaN] = judgedFigures(futures.points, goal);
  return {
    forecast: sortedFigures(futures.forecast, goal),
    theta: sortedFigures(futures.theta, goal),
    precedent: sortedFigures(futures.precedent, goal),
    walk: sortedFigures(futures.walk, goal),
    points: { combined, theta },
    isCounted: futures.isCounted,
  };
}

/** What is known of a goal besides its futures. */
export interface GoalKnowledge {
  /** Where the goal starts, in the unit of its figure; null where unknown. */
  readonly from: number | null;
  /** Known values of the series. */
  readonly known: number;
  /** Weights that a deployment learnt from its own past; default the ones that come with the forecaster. */
  readonly weights?: ChanceWeightsTable;
}

/** The features that a goal's chance is computed from. */
export function chanceFeatures(
  sorted: SortedFutures,
  goal: PathGoal,
  { from, known }: GoalKnowledge,
): ChanceFeatures {
  const judgement = judgementOf(goal);
  const { range } = judgement;
  const { ofMissing } = chanceGroupOf(goal);
  const side = ofMissing ? -1 : 1;
  const shareOf = (figures: Float64Array): number => {
    const share = shareWithin(figures, range);
    return ofMissing ? 1 - share : share;
  };
  return {
    shares: {
      forecast: shareOf(sorted.forecast),
      theta: shareOf(sorted.theta),
      precedent: shareOf(sorted.precedent),
      walk: shareOf(sorted.walk),
    },
    known,
    ambition: side * goalAmbition(range, from, sorted.forecast),
    lean: side * goalLean(judgement, sorted.points, sorted.forecast),
  };
}

/** What a chance is computed from, whatever the weights are. */
export interface GoalViews {
  readonly group: ChanceGroup;
  /** Whether the features speak of missing the goal. */
  readonly ofMissing: boolean;
  readonly features: ChanceFeatures;
}

/** What the views of the future say of a goal; null where nothing is weighed. */
export function goalViews(sorted: SortedFutures, goal: PathGoal, knowledge: GoalKnowledge): GoalViews | null {
  if (sorted.isCounted) return null;
  return { ...chanceGroupOf(goal), features: chanceFeatures(sorted, goal, knowledge) };
}

/** The chance that a goal is met, by the weights of its group; above 0 and below 1. */
export function chanceOfViews(
  { features, group, ofMissing }: GoalViews,
  weights: ChanceWeightsTable,
): number {
  const chance = goalChance(features, weights.groups[group]);
  return ofMissing ? 1 - chance : chance;
}

/** The chance that a goal is met: by the learnt weights of its group, or where nothing is weighed by the forecast alone; above 0 and below 1. */
export function pathGoalChance(sorted: SortedFutures, goal: PathGoal, knowledge: GoalKnowledge): number {
  const views = goalViews(sorted, goal, knowledge);
  return views === null
    ? shareWithin(sorted.forecast, judgementOf(goal).range)
    : chanceOfViews(views, knowledge.weights ?? CHANCE_WEIGHTS);
}
