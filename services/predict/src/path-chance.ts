import type { Direction } from "@milepost/contracts";
import { calibrateChance, calibrationFeatures, intervalConstants, wideningAt } from "@milepost/forecast";
import type { CalibrationFeatures, PathGoalAssessment, PathGoalInput } from "@milepost/forecast";
import { isTwoSided, roundFigure } from "@milepost/scoring";
import { breaksOf, fanStep, roundedAll } from "./chance.ts";
import type { Chance } from "./chance.ts";
import type { GoalCase } from "./goal-case.ts";
import type { Learned } from "./learning.ts";
import { periodsLeft } from "./measured-goal.ts";
import type { PathForecastable } from "./path-case.ts";

/** Which goal it is, what was forecast, and what earlier goals taught. */
export interface PathChanceContext extends PathForecastable {
  readonly goalCase: GoalCase;
  readonly learned: Learned;
}

/** The chance of a goal that is judged on the periods of its window, with all that is told beside it. */
export function pathChance(made: PathGoalAssessment, { path, goalCase, learned }: PathChanceContext): Chance {
  const { measured, index } = goalCase;
  const labelAt = (ahead: number | null): string | null =>
    ahead === null ? null : (measured.periods[index + ahead]?.label ?? null);
  const { factor80, factor95 } = wideningAt(learned.conformal, periodsLeft(measured, index));
  const isShare = measured.goal.measure.evaluation === "control";
  const widened = (end: number, factor: number): number | null => {
    const wide = made.expectedEnd + factor * (end - made.expectedEnd);
    return roundFigure(isShare ? Math.min(1, Math.max(0, wide)) : wide);
  };
  const features = pathFeatures(made, goalCase);
  const { calibration } = learned;
  return {
    pHit: roundFigure(
      made.decided || calibration === null ? made.pHit : calibrateChance(features, calibration),
    ),
    pHitRaw: roundFigure(made.pHitRaw),
    expectedEnd: roundFigure(made.expectedEnd),
    low80: widened(made.low80, factor80),
    high80: widened(made.high80, factor80),
    low95: widened(made.low95, factor95),
    high95: widened(made.high95, factor95),
    ...rateOf(made, { path, goalCase }),
    lastActionPeriod: labelAt(made.levers.lastActionStep),
    // A share of periods is crossed by no path of values.
    crossingPeriod: isShare ? null : labelAt(made.crossing?.median ?? null),
    fan: made.fan.flatMap((point) => fanStep(point, labelAt(point.monthsAhead))),
    ...breaksOf(made.breaks, { history: path.history, period: goalCase.period }),
    features: roundedAll(features),
    ...viewsOf(made),
    spread: roundFigure(made.spread) ?? 0,
  };
}

/** A figure to date that is forecast as it stands asks for its due value, which no period must bring. */
function rateOf(
  { requiredRate, levers }: PathGoalAssessment,
  { path, goalCase }: Pick<PathChanceContext, "path" | "goalCase">,
): Pick<Chance, "requiredRate" | "requiredRateReached" | "requiredRateOf"> {
  const isToDate =
    goalCase.measured.kpi.behaviour === "running" && path.goal.evaluation.kind !== "cumulative";
  if (isToDate) return { requiredRate: null, requiredRateReached: null, requiredRateOf: null };
  return {
    requiredRate: roundFigure(requiredRate),
    requiredRateReached: levers.reachedBefore?.reached ?? null,
    requiredRateOf: levers.reachedBefore?.of ?? null,
  };
}

/** Weights and intervals as the deployment's own series taught them. */
export function taughtBy(
  { lesson }: Pick<Learned, "lesson">,
  frequency: number,
): Pick<PathGoalInput, "weights" | "intervals"> {
  if (lesson === null) return {};
  const { intervals, weights } = lesson;
  return { weights, intervals: { ...intervalConstants(frequency), ...intervals } };
}

function viewsOf({ reach80, views }: PathGoalAssessment): Pick<Chance, "views"> {
  if (views === null) return {};
  const { features, group, ofMissing } = views;
  const { ambition, known, lean, shares } = features;
  const { forecast, precedent, theta, walk } = shares;
  const figure = (value: number): number => roundFigure(value) ?? 0;
  return {
    views: {
      group,
      ofMissing,
      known,
      reach80,
      forecast: figure(forecast),
      theta: figure(theta),
      precedent: figure(precedent),
      walk: figure(walk),
      ambition: figure(ambition),
      lean: figure(lean),
    },
  };
}

/** What a calibration reads off a goal's chance. */
export function pathFeatures(
  made: Pick<PathGoalAssessment, "pHit" | "spread">,
  { actual, targetToDate, target, measured }: GoalCase,
): CalibrationFeatures {
  return calibrationFeatures({
    chance: Math.min(1 - CERTAIN, Math.max(CERTAIN, made.pHit)),
    spread: made.spread,
    yearToDate: actual ?? Number.NaN,
    yearToDateTarget: targetToDate,
    target: target ?? Number.NaN,
    previousEnd: null,
    previousTarget: null,
    direction: calibratedBy(measured),
  });
}

/** Shares of periods are better the more there are; what lies in a range or on a target is on no side of it. */
function calibratedBy({ goal, kpi }: GoalCase["measured"]): Direction {
  const { measure } = goal;
  if (measure.evaluation === "control") return "increase";
  const { direction = "maintain" } = kpi;
  return isTwoSided({ measure, direction }) ? "maintain" : direction;
}

/** What the books decide enters a calibration as all but certain. */
const CERTAIN = 1e-3;
