import type { Goal, Kpi, Period } from "@milepost/contracts";
import { aggregatePeriods } from "./aggregate-periods.ts";
import { goalPeriods } from "./goal-periods.ts";
import { hits } from "./hits.ts";
import type { PeriodValue, SeriesValues } from "./series-values.ts";

/** A goal, the KPI that it measures, and the values that may be looked at. */
export interface ActualInput {
  readonly goal: Pick<Goal, "window" | "measure">;
  readonly kpi: Pick<Kpi, "grain" | "behaviour" | "approximation" | "direction">;
  readonly values: SeriesValues;
}

const UNKNOWN: PeriodValue = { actual: null, planned: null };

/**
 * What the goal has reached at a period by its evaluation, in the KPI's unit: the period's value (`at-due`), the sum
 * (of a flow) or the mean since the window began, the worst value so far (`sustain`) or the best (`first-hit`).
 * Null when a value that it needs is unknown; `in-range` has no single figure.
 */
export function actualAt({ goal, kpi, values }: ActualInput, period: Period): number | null {
  const valueOf = (one: Period): PeriodValue => values.get(one.label) ?? UNKNOWN;
  const { evaluation } = goal.measure;
  if (evaluation === "at-due") return valueOf(period).actual;
  const sinceStart = goalPeriods(goal, kpi)
    .filter((one) => one.start <= period.start)
    .map(valueOf);
  switch (evaluation) {
    case "cumulative":
      // Only flows add up: a sum of means, stocks or running figures is a number that nobody has reached.
      return kpi.behaviour === "flow" ? aggregatePeriods(sinceStart, kpi) : null;
    case "average":
      return averageOf(sinceStart, kpi);
    case "sustain":
      return extreme(sinceStart, kpi, "worst");
    case "first-hit":
      return extreme(sinceStart, kpi, "best");
    case "in-range":
      return null;
  }
}

function averageOf(values: readonly PeriodValue[], kpi: ActualInput["kpi"]): number | null {
  const { behaviour } = kpi;
  if (behaviour === "ratio" || behaviour === "average" || behaviour === "harmonic_mean") {
    return aggregatePeriods(values, kpi);
  }
  return aggregatePeriods(values, { behaviour: "average", approximation: "equal-weights" });
}

function extreme(
  values: readonly PeriodValue[],
  kpi: ActualInput["kpi"],
  which: "worst" | "best",
): number | null {
  const known = values.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  const { direction } = kpi;
  if (known.length === 0 || direction === undefined || direction === "maintain") return null;
  if (which === "worst" && known.length < values.length) return null;
  return known.reduce((held, one) => (hits(one, held, direction) === (which === "best") ? one : held));
}
