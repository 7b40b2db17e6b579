import { createHash } from "node:crypto";
import type { AssessmentMadeData, Position } from "@milepost/contracts";
import { CHANCE_WEIGHTS, MODEL_NAME, MODEL_VERSION } from "@milepost/forecast";
import type { GoalAssessment } from "@milepost/forecast";
import { roundFigure, roundGoalFigure, roundValue } from "@milepost/scoring";
import { breaksOf, fanStep, noChance, REASON_OF, roundedAll } from "./chance.ts";
import type { Chance } from "./chance.ts";
import type { GoalCase } from "./goal-case.ts";
import { forecastGoal } from "./goal-forecast.ts";
import type { ForecastMade, ForecastWanted } from "./goal-forecast.ts";
import type { Learned } from "./learning.ts";
import type { KnownAssessment } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { periodsLeft } from "./measured-goal.ts";
import { pathChance, taughtBy } from "./path-chance.ts";

/** Everything that one assessment follows from. */
export interface AssessmentBasis {
  readonly goalCase: GoalCase;
  /** The same goal with the share of the way to its target that its alerts look at; absent: they look at the target. */
  readonly reach?: { readonly share: number; readonly goalCase: GoalCase };
  readonly learned: Learned;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly backtest: boolean;
  readonly position: Position;
  /** By which version of the model; default: today's. */
  readonly modelVersion?: string;
}

/** Sixteen hexadecimal digits that stand for everything an assessment rests on but its moment. */
export function basisDigest({
  goalCase,
  learned,
  reach,
  modelVersion = MODEL_VERSION,
}: Pick<AssessmentBasis, "goalCase" | "learned" | "reach" | "modelVersion">): string {
  const { measured: _, ...facts } = goalCase;
  const { forecast } = goalCase;
  const arrays = arraysOf(forecast).map((values) => Array.from(values));
  const lesson = "path" in forecast ? learned.lesson : null;
  const taught = [
    learned.calibration,
    learned.conformal,
    learned.hitRateOf(goalCase.status.status),
    ...(lesson === null ? [] : [lesson.weights, lesson.intervals]),
  ];
  const about = reach === undefined ? [] : [[reach.share, reach.goalCase.target]];
  const text = JSON.stringify([modelVersion, facts, arrays, taught, ...about], (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? null : value,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function arraysOf(forecast: GoalCase["forecast"]): readonly ArrayLike<number>[] {
  if ("input" in forecast) return [forecast.input.history, forecast.input.yearToDateHistory];
  if ("path" in forecast) {
    const { history, goal } = forecast.path;
    return [history, goal.booked, goal.lower, goal.upper];
  }
  return [];
}

/** Between an assessment's id and a mark of the one before it, where both are of one moment. */
const FOLLOWS = "~";
const MARK_CHARACTERS = 8;

/**
 * The event id of an assessment: the same basis (by its digest) at the same moment, after the same one before, gives the same id.
 * While a clock stands still, a value that is corrected and taken back brings an older basis again: that is told anew.
 */
export function assessmentId(
  { goalCase, asOf, modelVersion = MODEL_VERSION }: AssessmentBasis,
  digest: string,
  before: Pick<KnownAssessment, "id" | "asOf"> | undefined,
): string {
  const id = `${goalCase.measured.id}@${new Date(asOf).toISOString()}#${modelVersion}-${digest}`;
  if (before?.asOf !== asOf) return id;
  const mark = createHash("sha256").update(before.id).digest("hex").slice(0, MARK_CHARACTERS);
  return `${id}${FOLLOWS}${mark}`;
}

/** Whether an assessment that stands in the log rests on the same basis. */
export function restsOn(id: string, digest: string, modelVersion = MODEL_VERSION): boolean {
  const [own = ""] = id.split(FOLLOWS);
  return own.endsWith(`#${modelVersion}-${digest}`);
}

/** What an assessment wants to have forecast: the goal, then what its alerts look at; null: nothing can be told of it. */
export function forecastsWanted(basis: AssessmentBasis): readonly (ForecastWanted | null)[] {
  const { goalCase, reach } = basis;
  // On the same paths, for the seed is the goal's.
  return [goalCase, ...(reach === undefined ? [] : [reach.goalCase])].map((one) =>
    forecastWanted(one, basis),
  );
}

function forecastWanted(
  { forecast, measured }: GoalCase,
  { learned, asOf, modelVersion }: AssessmentBasis,
): ForecastWanted | null {
  if ("reason" in forecast) return null;
  const seed = seedOf(measured, asOf, modelVersion);
  if ("path" in forecast) {
    const { path } = forecast;
    return { kind: "path", path: { ...path, seed, ...taughtBy(learned, path.frequency) } };
  }
  const { calibration, conformal } = learned;
  return { kind: "year", year: { ...forecast.input, calibration, conformal, seed } };
}

/**
 * Makes one assessment; a pure function, the same basis gives the same bytes. `forecasts` are those of `forecastsWanted`, where
 * they were made before.
 */
export function assessmentOf(
  basis: AssessmentBasis,
  forecasts: readonly (ForecastMade | null)[] = forecastsWanted(basis).map(
    (wanted) => wanted && forecastGoal(wanted),
  ),
): AssessmentMadeData {
  const { goalCase, learned, asOf, backtest, position, modelVersion = MODEL_VERSION } = basis;
  const { measured, index, period, status } = goalCase;
  const [own = null, ofReach = null] = forecasts;
  const written = (figure: number | null): number | null => roundGoalFigure(figure, measured.goal.measure);
  return {
    goal: measured.id,
    kpi: measured.kpiId,
    asOf: new Date(asOf).toISOString(),
    period: period.label,
    periodsLeft: periodsLeft(measured, index),
    backtest,
    ...chanceOf(goalCase, learned, own),
    ...reachOf(basis, ofReach),
    actual: written(goalCase.actual),
    targetToDate: written(goalCase.targetToDate),
    target: written(goalCase.target),
    ...rangeOf(goalCase),
    rule: {
      id: status.ruleId,
      version: status.ruleVersion,
      status: status.status === "watch" ? "unknown" : status.status,
      hitRate: learned.hitRateOf(status.status),
    },
    pace: { expected: roundFigure(goalCase.pace.expected), status: goalCase.pace.status },
    model: MODEL_NAME,
    modelVersion,
    calibration: { outcomes: learned.outcomes, hits: learned.hits, ...calibrationFacts(basis) },
    inputsPosition: position,
  };
}

/** What was learnt of chances corrects this one, too. */
function reachOf(
  { reach, learned }: AssessmentBasis,
  forecast: ForecastMade | null,
): Pick<AssessmentMadeData, "reach"> {
  if (reach === undefined) return {};
  const { share, goalCase } = reach;
  const { pHit, lastActionPeriod } = chanceOf(goalCase, learned, forecast);
  return { reach: { share, target: roundValue(goalCase.target), pHit, lastActionPeriod } };
}

function rangeOf({ range, measured }: GoalCase): Pick<AssessmentMadeData, "targetRange"> {
  if (range === null) return {};
  const { measure } = measured.goal;
  return {
    targetRange: {
      lower: roundGoalFigure(range.lower, measure),
      upper: roundGoalFigure(range.upper, measure),
    },
  };
}

function calibrationFacts({ goalCase, learned }: AssessmentBasis): Record<string, unknown> {
  const { calibration, conformal, lesson } = learned;
  const factor = conformal?.factors[0];
  const isOnPaths = "path" in goalCase.forecast;
  const taught = { weights: lesson?.weights.version ?? CHANCE_WEIGHTS.version, learned: lesson?.id ?? null };
  return {
    ...(isOnPaths ? taught : {}),
    fit: calibration === null ? null : rounded(calibration.coefficients, calibration.intercept),
    widening: factor === undefined ? null : roundedAll({ ...factor }),
  };
}

function rounded(coefficients: Readonly<Record<string, number>>, intercept: number): Record<string, unknown> {
  return { intercept: roundFigure(intercept), ...roundedAll(coefficients) };
}

function chanceOf(goalCase: GoalCase, learned: Learned, made: ForecastMade | null): Chance {
  const { forecast } = goalCase;
  if ("reason" in forecast) return noChance(forecast.reason);
  if (made?.kind === "path" && "path" in forecast) {
    if (!made.path.ok) return noChance(REASON_OF[made.path.reason]);
    return pathChance(made.path, { ...forecast, goalCase, learned });
  }
  if (made?.kind !== "year" || !("input" in forecast))
    throw new Error(`The forecast of ${goalCase.measured.id} is not the one that was wanted`);
  if (!made.year.ok) return noChance(REASON_OF[made.year.reason]);
  const { history } = forecast.input;
  return {
    ...chanceFrom(made.year, goalCase),
    ...breaksOf(made.year.breaks, { history, period: goalCase.period }),
  };
}

/** The text that decides the random numbers of a goal's assessment at a moment (epoch milliseconds). */
export function seedOf({ id }: Pick<MeasuredGoal, "id">, asOf: number, modelVersion = MODEL_VERSION): string {
  return `${id}|${new Date(asOf).toISOString()}|${modelVersion}`;
}

function chanceFrom(made: GoalAssessment, goalCase: GoalCase): Chance {
  const { measured, index } = goalCase;
  const labelAt = (place: number): string | null => measured.periods[place]?.label ?? null;
  const last = made.lastMonthActionMatters;
  return {
    pHit: roundFigure(made.pHit),
    pHitRaw: roundFigure(made.pHitRaw),
    expectedEnd: roundFigure(made.expectedEnd),
    low80: roundFigure(made.low80),
    high80: roundFigure(made.high80),
    low95: roundFigure(made.low95),
    high95: roundFigure(made.high95),
    requiredRate: roundFigure(made.requiredRate),
    requiredRateReached: made.reachedBefore?.reached ?? null,
    requiredRateOf: made.reachedBefore?.of ?? null,
    // The forecast counts a year's months up to the due one; the window's last period is the twelfth.
    lastActionPeriod: last === null ? null : labelAt(measured.periods.length - 1 - (12 - last)),
    crossingPeriod: made.crossingMonthsAhead === null ? null : labelAt(index + made.crossingMonthsAhead),
    fan: made.fan.flatMap((point) => fanStep(point, labelAt(index + point.monthsAhead))),
    features: roundedAll(made.features),
    spread: roundFigure(made.spread) ?? 0,
  };
}
