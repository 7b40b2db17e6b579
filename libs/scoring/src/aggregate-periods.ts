import { partsScale } from "@milepost/contracts";
import type { Kpi } from "@milepost/contracts";
import type { PeriodValue } from "./series-values.ts";

type Rule = Pick<Kpi, "behaviour" | "approximation" | "unit">;
type Parts = Pick<PeriodValue, "actual" | "numerator" | "denominator">;

/**
 * The value of a longer period from its parts, oldest first, by the KPI's behaviour.
 * Null (unknown) when a part is unknown; ratios and means need their numerators and denominators, unless the plan
 * declares equal weights as an approximation.
 */
export function aggregatePeriods(periods: readonly Parts[], kpi: Rule): number | null {
  const values = periods.map((period) => period.actual);
  if (values.length === 0 || !values.every((value) => value !== null)) return null;
  switch (kpi.behaviour) {
    case "flow":
      return values.reduce((total, value) => total + value, 0);
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
  let numerator = 0;
  let denominator = 0;
  for (const period of periods) {
    if (typeof period.numerator !== "number" || typeof period.denominator !== "number") return null;
    numerator += period.numerator;
    denominator += period.denominator;
  }
  return denominator === 0 ? null : (partsScale(kpi) * numerator) / denominator;
}

function approximate(kpi: Rule, compute: () => number | null): number | null {
  return kpi.approximation === "equal-weights" ? compute() : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function harmonicMean(values: readonly number[]): number | null {
  if (!values.every((value) => value > 0)) return null;
  return values.length / values.reduce((total, value) => total + 1 / value, 0);
}
