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
