import type { BehaviourRule } from "./goal-assessment.ts";
import { inferRunningKind } from "./running-figure.ts";

/** How December's figure follows the months of a working series. */
export type WorkingRule = "sum" | "mean" | "harmonic_mean" | "last";

/** The series that is forecast: months that add up to the year-to-date figure, where the published ones do not. */
export interface WorkingSeries {
  readonly rule: WorkingRule;
  /** Values a month; of a harmonic mean the reciprocals, of a running figure what each month contributed. */
  readonly values: Float64Array;
  /** Whether the published monthly field is itself the year-to-date figure. */
  readonly publishedIsToDate: boolean;
}

/**
 * Brings a published monthly series to one that a forecast can extend: the reciprocals of a harmonic mean (failures over
 * distance add up, distances over failures do not), the monthly flows of a total that restarts each January, the
 * months behind a mean since January, and otherwise the months as they are. O(n).
 */
export function toWorkingSeries(
  history: ArrayLike<number>,
  rule: BehaviourRule,
  firstMonth: number,
): WorkingSeries {
  switch (rule) {
    case "sum":
    case "mean":
      return { rule, values: Float64Array.from(history), publishedIsToDate: false };
    case "harmonic_mean":
      return { rule, values: Float64Array.from(history, reciprocal), publishedIsToDate: false };
    case "last":
      return fromRunningFigure(history, firstMonth);
  }
}

/** The reciprocal of a positive value, NaN of any other: a harmonic mean knows no zero. */
export function reciprocal(value: number): number {
  return value > SMALLEST_DIVISOR ? 1 / value : Number.NaN;
}

/** Below this the squares of reciprocals overflow. */
const SMALLEST_DIVISOR = 1e-100;

function fromRunningFigure(history: ArrayLike<number>, firstMonth: number): WorkingSeries {
  const kind = inferRunningKind(history, firstMonth);
  switch (kind) {
    case "stock":
      return { rule: "last", values: Float64Array.from(history), publishedIsToDate: true };
    case "cumulative":
    case "running_mean": {
      const values = Float64Array.from(history, (figure, index) => {
        const month = ((firstMonth - 1 + index) % 12) + 1;
        if (month === 1) return figure;
        const previous = index === 0 ? Number.NaN : (history[index - 1] ?? Number.NaN);
        return kind === "cumulative" ? figure - previous : month * figure - (month - 1) * previous;
      });
      return { rule: kind === "cumulative" ? "sum" : "mean", values, publishedIsToDate: true };
    }
  }
}
