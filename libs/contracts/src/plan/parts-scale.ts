import type { Kpi } from "./kpi.ts";

const PERCENT_UNITS: ReadonlySet<string> = new Set(["percent", "%"]);
const PERCENT = 100;

/**
 * What numerator over denominator is multiplied by to be a value of the KPI: 100 of a ratio in percent, else 1. The sum
 * behind a mean is in the KPI's unit already, so that a mean of percents is their sum over their number.
 */
export function partsScale({ behaviour, unit }: Pick<Kpi, "behaviour" | "unit">): number {
  return behaviour === "ratio" && PERCENT_UNITS.has(unit) ? PERCENT : 1;
}
