import type { Period } from "@milepost/contracts";
import type { ActualInput } from "./actual-at.ts";
import { goalPeriods } from "./goal-periods.ts";
import { valueTargetAt } from "./target-at.ts";
import { isInRange, valueRange } from "./target-range.ts";

/** How many periods of a window are over, of how many a value and a target are known, and how many met it. */
export interface KeptPeriods {
  readonly kept: number;
  readonly known: number;
  readonly elapsed: number;
  /** All periods of the window. */
  readonly total: number;
}

/** Counts the periods of a `control` goal up to one of them, each held against its own target (OKR-8, success ratio). */
export function keptPeriods({ goal, kpi, values }: ActualInput, until: Period): KeptPeriods {
  const periods = goalPeriods(goal, kpi);
  const elapsed = periods.filter(({ start }) => start <= until.start);
  let kept = 0;
  let known = 0;
  for (const period of elapsed) {
    const actual = values.get(period.label)?.actual ?? null;
    const target = valueTargetAt({ goal, kpi, values }, period).toDate;
    const range =
      target === null ? null : valueRange({ measure: goal.measure, direction: kpi.direction }, target);
    if (actual === null || range === null) continue;
    known += 1;
    if (isInRange(actual, range)) kept += 1;
  }
  return { kept, known, elapsed: elapsed.length, total: periods.length };
}
