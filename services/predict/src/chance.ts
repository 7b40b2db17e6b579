import { shiftPeriod } from "@milepost/contracts";
import type { AssessmentMadeData, Period } from "@milepost/contracts";
import type { FanPoint, NoAssessmentReason, SeriesBreak } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import type { UnassessedReason } from "./goal-case.ts";

/** The part of an assessment that comes from its forecast. */
export type Chance = Pick<
  AssessmentMadeData,
  | ("pHit" | "pHitRaw" | "reason" | "expectedEnd" | "low80" | "high80" | "low95" | "high95" | "requiredRate")
  | ("requiredRateReached" | "requiredRateOf" | "lastActionPeriod" | "crossingPeriod" | "fan")
  | ("features" | "spread" | "breaks" | "views")
>;

/** Why nothing can be told, in the words of the event. */
export const REASON_OF: Readonly<Record<NoAssessmentReason, UnassessedReason>> = {
  no_actual: "no_data",
  no_target: "no_target",
  too_little_history: "too_little_history",
};

/** What is told where nothing can be. */
export function noChance(reason: UnassessedReason): Chance {
  return {
    pHit: null,
    pHitRaw: null,
    reason,
    expectedEnd: null,
    low80: null,
    high80: null,
    low95: null,
    high95: null,
    requiredRate: null,
    requiredRateReached: null,
    requiredRateOf: null,
    lastActionPeriod: null,
    crossingPeriod: null,
    fan: [],
  };
}

/** One coming period of a forecast; nothing where the window has no such period. */
export function fanStep(point: FanPoint, period: string | null): AssessmentMadeData["fan"] {
  if (period === null) return [];
  const figure = (value: number): number => roundFigure(value) ?? 0;
  return [
    {
      period,
      low95: figure(point.p2_5),
      low80: figure(point.p10),
      median: figure(point.p50),
      high80: figure(point.p90),
      high95: figure(point.p97_5),
    },
  ];
}

/** Breaks by the periods in which they lie; the last value of the history is that of the goal's period. */
export function breaksOf(
  breaks: readonly SeriesBreak[],
  { history, period }: { readonly history: ArrayLike<number>; readonly period: Period },
): Pick<Chance, "breaks"> {
  if (breaks.length === 0) return {};
  return {
    breaks: breaks.map(({ index, kind, ratio, size }) => ({
      kind,
      period: shiftPeriod(period, index + 1 - history.length).label,
      size: roundFigure(size) ?? 0,
      ratio: roundFigure(ratio),
    })),
  };
}

/** All figures as they are written into events. */
export function roundedAll(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, roundFigure(value) ?? 0]));
}
