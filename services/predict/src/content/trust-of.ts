import type { AlertTrust, DeliveryConfidence } from "@milepost/contracts";
import { deliveryConfidence, ENOUGH_OUTCOMES, roundFigure } from "@milepost/scoring";
import type { KnownClosing, Ledger } from "../ledger.ts";
import { laterOf } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable } from "../measured-goal.ts";
import { endedWindow } from "../own-closings.ts";
import type { EndedWindow } from "../own-closings.ts";
import { alertedBy, reachedOutcome } from "../reach.ts";
import type { KnownSeries, Reading } from "../series-reading.ts";

/** What was known at a moment (epoch milliseconds), below an offset of the assessments topic. */
export interface KnownBy {
  readonly asOf: number;
  readonly below: number;
}

/** How often goals that once stood on a step of the scale were missed. */
export type StepRecord = Pick<AlertTrust, "goals" | "missed" | "precision">;

/** The newest actual value of the series that a goal measures. */
export interface NewestValue {
  readonly kpi: string;
  readonly series: string;
  readonly period: string;
  /** Epoch milliseconds. */
  readonly knownAt: number;
}

/** What the ledger says of goals that ended by then and once stood on a step, before their due period; each goal counts once. */
export function stepRecord(
  ledger: Ledger,
  { asOf, below }: KnownBy,
): (step: DeliveryConfidence) => StepRecord {
  const visible = (fact: { readonly asOf: number; readonly offset: number }): boolean =>
    fact.asOf <= asOf && fact.offset < below;
  const counts = new Map<DeliveryConfidence, { goals: number; missed: number }>();
  for (const goal of ledger.goals()) {
    const ended = endedWindow(ledger, goal, visible);
    if (ended === null) continue;
    for (const [step, outcome] of stepsOf(ended, ledger.turns.modelVersion)) {
      if (outcome === "unscored") continue;
      const { goals, missed } = counts.get(step) ?? { goals: 0, missed: 0 };
      counts.set(step, { goals: goals + 1, missed: missed + (outcome === "miss" ? 1 : 0) });
    }
  }
  return (step) => {
    const { goals, missed } = counts.get(step) ?? { goals: 0, missed: 0 };
    return { goals, missed, precision: goals < ENOUGH_OUTCOMES ? null : roundFigure(missed / goals) };
  };
}

/** The steps on which a goal once stood, by the chance that alerts look at, and how what they look at ended. */
function stepsOf(
  { closing: end, made }: EndedWindow,
  modelVersion: string,
): ReadonlyMap<DeliveryConfidence, KnownClosing["outcome"]> {
  const steps = new Map<DeliveryConfidence, KnownClosing["outcome"]>();
  const current = made.filter((one) => one.modelVersion === modelVersion);
  for (const own of Map.groupBy(current, ({ period }) => period).values()) {
    const { pHit, periodsLeft, reach } = alertedBy(own.reduce(laterOf));
    if (pHit === null || periodsLeft === 0) continue;
    steps.set(deliveryConfidence(pHit), reachedOutcome(end, reach?.target ?? null));
  }
  return steps;
}

/** The newest value of the measured series; null: there is none. */
export function newestValue({ kpiId, series }: MeasuredGoal, reading: Reading): NewestValue | null {
  let newest: NewestValue | null = null;
  for (const [period, { actual, actualKnownAt }] of reading.seriesOf(kpiId, series)) {
    if (actual === null || actualKnownAt === null || (newest !== null && period < newest.period)) continue;
    newest = { kpi: kpiId, series, period, knownAt: actualKnownAt };
  }
  return newest;
}

/** Of the window's periods that are complete at a moment those that have a value. */
export function completeness(
  measured: MeasuredGoal,
  reading: Reading,
  asOf: number,
): Pick<AlertTrust, "periods" | "known"> {
  const values: KnownSeries = reading.seriesOf(measured.kpiId, measured.series);
  const complete = measured.periods.slice(0, lastKnowable(measured, asOf) + 1);
  const known = complete.filter(({ label }) => (values.get(label)?.actual ?? null) !== null);
  return { periods: complete.length, known: known.length };
}
