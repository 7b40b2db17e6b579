import { partsScale } from "@milepost/contracts";
import type { Kpi } from "@milepost/contracts";
import { exactSum } from "./exact-sum.ts";
import { roundValue } from "./round-figure.ts";
import type { PeriodValue } from "./series-values.ts";

type Rule = Pick<Kpi, "behaviour" | "approximation" | "unit">;
type Parts = Pick<PeriodValue, "actual" | "numerator" | "denominator">;

/**
 * The value of a longer period from its parts, oldest first, by the KPI's behaviour, as a person would write it: what is
 * compared with a target is what is shown.
 * Null (unknown) when a part is unknown; ratios and means need their numerators and denominators, unless the plan
 * declares equal weights as an approximation.
 */
export function aggregatePeriods(periods: readonly Parts[], kpi: Rule): number | null {
  return roundValue(aggregated(periods, kpi));
}

/** Whether values are quotients: what they make together follows from their numerators and denominators alone. */
export function isMadeOfParts({ behaviour }: Pick<Kpi, "behaviour">): boolean {
  return behaviour === "ratio" || behaviour === "average" || behaviour === "harmonic_mean";
}

function aggregated(periods: readonly Parts[], kpi: Rule): number | null {
  const values = periods.map((period) => period.actual);
  if (values.length === 0 || !values.every((value) => value !== null)) return null;
  switch (kpi.behaviour) {
    case "flow":
      return exactSum(values);
    case "stock":
    case "running":
      return values.at(-1) as number;
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "ratio":
    case "average":
      return fromParts(periods, kpi) ?? approximate(kpi, () => mean(values));
    case "harmonic_mean":
      return fromParts(periods, kpi) ?? approximate(kpi, () => harmonicMean(values));
  }
}

function fromParts(periods: readonly Parts[], kpi: Rule): number | null {
  const numerators: number[] = [];
  const denominators: number[] = [];
  for (const { numerator, denominator } of periods) {
    if (typeof numerator !== "number" || typeof denominator !== "number") return null;
    numerators.push(numerator);
    denominators.push(denominator);
  }
  const denominator = exactSum(denominators);
  return denominator === 0 ? null : (partsScale(kpi) * exactSum(numerators)) / denominator;
}

function approximate(kpi: Rule, compute: () => number | null): number | null {
  return kpi.approximation === "equal-weights" ? compute() : null;
}

function mean(values: readonly number[]): number {
  return exactSum(values) / values.length;
}

function harmonicMean(values: readonly number[]): number | null {
  if (!values.every((value) => value > 0)) return null;
  return values.length / exactSum(values.map((value) => 1 / value));
}
