import { parsePeriod, shiftPeriod } from "@milepost/contracts";
import { grainOf } from "../accuracy/horizons.ts";

/** Whether a label is that of the period right before another one. */
export function isPeriodBefore(label: string, other: string): boolean {
  const period = parsePeriod(other, grainOf(other));
  return period !== undefined && shiftPeriod(period, -1).label === label;
}
