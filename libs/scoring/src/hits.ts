import type { Direction } from "@milepost/contracts";

/** Whether an actual meets a target by the KPI's direction; equal is a hit, and of `maintain` only equal is one. */
export function hits(actual: number, target: number, direction: Direction): boolean {
  switch (direction) {
    case "increase":
      return actual >= target;
    case "decrease":
      return actual <= target;
    case "maintain":
      return actual === target;
  }
}

/**
 * How far an actual lies on the good side of its target, in the KPI's unit: negative is behind, 0 is met.
 * For `maintain` every distance counts as behind.
 */
export function margin(actual: number, target: number, direction: Direction): number {
  switch (direction) {
    case "increase":
      return actual - target;
    case "decrease":
      return target - actual;
    case "maintain":
      return actual === target ? 0 : -Math.abs(actual - target);
  }
}
