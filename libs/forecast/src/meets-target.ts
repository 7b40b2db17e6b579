import type { Direction } from "./goal-assessment.ts";

/** Whether a published figure meets a target: equal is a hit; `slack` (default 0) is forgiven on the wrong side. */
export function meetsTarget(
  figure: number,
  target: number,
  judged: { direction: Direction; slack?: number },
): boolean {
  const slack = judged.slack ?? 0;
  switch (judged.direction) {
    case "increase":
      return figure >= target - slack;
    case "decrease":
      return figure <= target + slack;
    case "maintain":
      return Math.abs(figure - target) <= slack;
  }
}
