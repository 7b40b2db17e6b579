import type { Goal, Kpi, Period } from "@milepost/contracts";
import { aggregatePeriods, isMadeOfParts } from "./aggregate-periods.ts";
import { goalPeriods } from "./goal-periods.ts";
import { hits } from "./hits.ts";
import { keptPeriods } from "./kept-periods.ts";
import type { PeriodValue, SeriesValues } from "./series-values.ts";
import { valueTargetAt } from "./target-at.ts";
import { isTwoSided, rangeMargin, valueRange } from "./target-range.ts";

/** A goal, the KPI that it measures, and the values that may be looked at. */
export interface ActualInput {
  readonly goal: Pick<Goal, "window" | "measure">;
  readonly kpi: Pick<Kpi, "grain" | "behaviour" | "approximation" | "unit" | "direction">;
  readonly values: SeriesValues;
}

const UNKNOWN: PeriodValue = { actual: null, planned: null };

/**
 * What the goal has reached at a period by its evaluation, in the KPI's unit: the period's value (`at-due`, `in-range`), the
 * sum (of a flow) or the mean since the window began, the worst value so far (`sustain`) or the best (`first-hit`); of
 * `control` the share of known periods that met their target. Null when a value that it needs is unknown.
 */
export function actualAt(input: ActualInput, period: Period): number | null {
  const { goal, kpi, values } = input;
  const valueOf = (one: Period): PeriodValue => values.get(one.label) ?? UNKNOWN;
  const { evaluation } = goal.measure;
  if (evaluation === "at-due" || evaluation === "in-range") return valueOf(period).actual;
  if (evaluation === "control") {
    const { kept, known } = keptPeriods(input, period);
    return known === 0 ? null : kept / known;
  }
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
      return extreme(sinceStart, betterOf(input, period), "worst");
    case "first-hit":
      return extreme(sinceStart, betterOf(input, period), "best");
  }
}

function averageOf(values: readonly PeriodValue[], kpi: ActualInput["kpi"]): number | null {
  if (isMadeOfParts(kpi)) return aggregatePeriods(values, kpi);
  return aggregatePeriods(values, {
    behaviour: "average",
    approximation: "equal-weights",
    unit: kpi.unit,
  });
}

/** Which of two values stands better: on the better side, or less far outside the due target's range; null: nobody says. */
type Better = ((one: number, other: number) => boolean) | null;

function betterOf({ goal, kpi, values }: ActualInput, period: Period): Better {
  const rule = { measure: goal.measure, direction: kpi.direction };
  const { direction } = rule;
  if (direction === undefined) return null;
  if (!isTwoSided(rule)) return (one, other) => hits(one, other, direction);
  const { due } = valueTargetAt({ goal, kpi, values }, period);
  const range = due === null ? null : valueRange(rule, due);
  return range === null ? null : (one, other) => rangeMargin(one, range) >= rangeMargin(other, range);
}

function extreme(values: readonly PeriodValue[], isBetter: Better, which: "worst" | "best"): number | null {
  const known = values.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  if (known.length === 0 || isBetter === null) return null;
  if (which === "worst" && known.length < values.length) return null;
  return known.reduce((held, one) => (isBetter(one, held) === (which === "best") ? one : held));
}
