import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ForecasterLearnedData, Grain, Period, Position } from "@milepost/contracts";
import { adaptChanceWeights, adaptIntervals, addPastGoals } from "@milepost/forecast";
import type { ChanceExample, ChanceGroup, ChanceWeights, KeptBack } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import type { Deployment } from "./deployment.ts";
import { historyUpTo } from "./forecast-input.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOpen, lastKnowable } from "./measured-goal.ts";
import { MOST_VALUES, SEASON } from "./path-case.ts";
import type { PredictSteps } from "./steps.ts";

/** Series of one grain that are learnt from at most: more teach little more, and cost as much each. */
const MOST_SERIES = 100;

/** How far back a check-in lies from the end of what is known, in periods, and the windows in which goals are set. */
const PAST: Readonly<Record<Grain, { readonly length: number; readonly kind: string }>> = {
  year: { length: 6, kind: "yearly" },
  quarter: { length: 8, kind: "quarterly" },
  month: { length: 18, kind: "monthly" },
  week: { length: 8, kind: "other" },
  day: { length: 8, kind: "other" },
};
/** Check-ins as many such lengths before the end. */
const CHECK_INS = [1, 2];

/**
 * Lets the deployment's own series teach, once a complete period of each grain: by how goals ended that could have been
 * set in their past, the views of the future are weighed anew and intervals made wider or narrower. A year's
 * figure to date has a forecast of its own and teaches nothing here.
 */
export async function learnFromOwnPast(
  deployment: Deployment,
  now: number,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep?: PredictSteps["onLessonStep"] },
): Promise<void> {
  const byGrain = Map.groupBy(deployment.planNow().goals.filter(isOnPaths), ({ kpi }) => kpi.grain);
  for (const [grain, goals] of byGrain) {
    const period = lastPeriod(goals, now);
    if (period === null || isLearnt(deployment, grain, period)) continue;
    const position = await deployment.position();
    const data = await learnt(deployment, { grain, goals, period, now, position, signal });
    signal.throwIfAborted();
    if (data === null) continue;
    const id = `learned-${grain}@${data.asOf}#${data.modelVersion}-${digestOf(data)}`;
    onStep?.("learning");
    await deployment.append([{ type: "milepost.forecaster.learned.v1", id, key: grain, data }]);
    onStep?.("learned");
  }
}

/** Whether a goal's chance comes from paths of its series' values. */
function isOnPaths({ kpi }: MeasuredGoal): boolean {
  return kpi.restarts !== "year" && kpi.direction !== undefined;
}

/** The newest period that is complete for an open goal; null: none is open. */
function lastPeriod(goals: readonly MeasuredGoal[], now: number): Period | null {
  const periods = goals
    .filter((measured) => isOpen(measured, now))
    .flatMap((measured) => measured.periods[lastKnowable(measured, now)] ?? []);
  return periods.reduce<Period | null>(
    (newest, period) => (newest === null || period.label > newest.label ? period : newest),
    null,
  );
}

function isLearnt({ ledger }: Deployment, grain: Grain, { label }: Period): boolean {
  return ledger
    .lessonsOf(grain)
    .some(({ modelVersion, period }) => modelVersion === ledger.turns.modelVersion && period >= label);
}

interface Lesson {
  readonly grain: Grain;
  readonly goals: readonly MeasuredGoal[];
  readonly period: Period;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly position: Position;
  readonly signal: AbortSignal;
}

/** What the series that goals look at teach, by what could be known at a moment; null: they have too little past. */
async function learnt(
  deployment: Deployment,
  { grain, goals, period, now, position, signal }: Lesson,
): Promise<ForecasterLearnedData | null> {
  const chosen = seriesOf(goals);
  const reading = await deployment.reading(now, position, new Set(chosen.map(({ kpiId }) => kpiId)));
  const examples = new Map<ChanceGroup, ChanceExample[]>();
  const keptBack: KeptBack[] = [];
  const { kind, length } = PAST[grain];
  let taught = 0;
  let count = 0;
  for (const { base, kpiId, series } of chosen) {
    signal.throwIfAborted();
    const history = historyUpTo(reading.seriesOf(kpiId, series), period).slice(-MOST_VALUES);
    const wanted = {
      period: kind,
      frequency: SEASON[grain],
      bounds: boundsOf(base),
      seed: `${kpiId}/${series}`,
    };
    const goalsOfSeries = CHECK_INS.reduce((sum, back) => {
      const seen = history.length - back * length;
      if (seen <= 0) return sum;
      return sum + addPastGoals(examples, { ...wanted, values: history.subarray(0, seen + length), seen });
    }, 0);
    const test = history.subarray(-length);
    if (history.length > length && !test.some(Number.isNaN)) {
      keptBack.push({ train: history.subarray(0, -length), test });
    }
    taught += Number(goalsOfSeries > 0);
    count += goalsOfSeries;
    // Pages and pushes are answered between two series.
    await nextTurn();
  }
  if (count === 0) return null;
  const { groups, version } = adaptChanceWeights(examples);
  const { reach80, reach95 } = adaptIntervals(keptBack, SEASON[grain]);
  const weights = { due: rounded(groups.due), total: rounded(groups.total), any: rounded(groups.any) };
  return {
    grain,
    asOf: new Date(now).toISOString(),
    period: period.label,
    modelVersion: deployment.ledger.turns.modelVersion,
    series: taught,
    goals: count,
    weights: { version, groups: { ...weights, band: rounded(groups.band) } },
    intervals: { reach80: figure(reach80), reach95: figure(reach95) },
    inputsPosition: position,
  };
}

/** The series that goals look at, each once; of very many the same ones each time. */
function seriesOf(goals: readonly MeasuredGoal[]): readonly MeasuredGoal[] {
  const each = new Map(goals.map((measured) => [`${measured.kpiId}/${measured.series}`, measured]));
  const placed = [...each].map(([name, measured]) => ({
    at: createHash("sha256").update(name).digest("hex"),
    measured,
  }));
  return placed
    .toSorted((left, right) => (left.at < right.at ? -1 : 1))
    .slice(0, MOST_SERIES)
    .map(({ measured }) => measured);
}

function boundsOf({ bounds }: MeasuredGoal["base"]): { readonly lower?: number; readonly upper?: number } {
  const { lower, upper } = bounds ?? {};
  return { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
}

function rounded(weights: ChanceWeights): ForecasterLearnedData["weights"]["groups"]["due"] {
  const pair = ([few, many]: readonly [number, number]): [number, number] => [figure(few), figure(many)];
  return {
    constant: pair(weights.constant),
    ambition: pair(weights.ambition),
    lean: pair(weights.lean),
    forecast: pair(weights.forecast),
    theta: pair(weights.theta),
    precedent: pair(weights.precedent),
    walk: pair(weights.walk),
  };
}

function figure(value: number): number {
  return roundFigure(value) ?? 0;
}

function digestOf({ weights, intervals }: ForecasterLearnedData): string {
  return createHash("sha256")
    .update(JSON.stringify([weights, intervals]))
    .digest("hex")
    .slice(0, 16);
}
