import type { Period } from "@milepost/contracts";
import { shiftPeriod } from "@milepost/contracts";
import { actualAt } from "./actual-at.ts";
import type { ActualInput } from "./actual-at.ts";

/**
 * What a goal stands at while it is open: null, unknown, where its KPI has no value of this period and of the one before,
 * however good earlier ones were. A goal that has ended is judged by `actualAt` alone.
 */
export function standingActual(input: ActualInput, period: Period): number | null {
  const hasActual = ({ label }: Period): boolean => (input.values.get(label)?.actual ?? null) !== null;
  // Walking a calendar is slow, and most periods have a value of their own.
  return hasActual(period) || hasActual(shiftPeriod(period, -1)) ? actualAt(input, period) : null;
}
