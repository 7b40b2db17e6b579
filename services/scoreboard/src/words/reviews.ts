import type { ReviewDecision } from "@milepost/contracts";
import type { ReviewedChance, ReviewReading } from "../reading/review-readings.ts";
import { chanceInWords, chanceText } from "./chance.ts";
import { periodText } from "./dates.ts";

/** What a review may come to, in words. */
export const DECISIONS: Readonly<Record<ReviewDecision, string>> = {
  keep: "Keep the goal as it is",
  adjust_target: "Adjust the target",
  adjust_plan: "Adjust the plan to reach it",
};

/** How the goal of a review ended before anybody concluded it. */
export function closedText(outcome: "hit" | "miss" | "unscored"): string {
  const how = { hit: "reached", miss: "missed", unscored: "not scored" }[outcome];
  return `The goal was ${how} before anybody concluded`;
}

/** Whether a review still waits for a conclusion. */
export function isOpenReview({ conclusion, closed }: Pick<ReviewReading, "conclusion" | "closed">): boolean {
  return conclusion === null && closed === null;
}

/** How a goal's chance went since something happened: `from 58 % in September 2026 to 31 % in October 2026`. */
export function chancesText({ before, after }: Pick<ReviewReading, "before" | "after">): string {
  const from = before === null ? "not forecast yet" : `${chanceOf(before)} with ${periodText(before.period)}`;
  if (after === null) return `The chance of reaching the target was ${from}; there is no forecast since.`;
  return `The chance of reaching the target was ${from}, and ${chanceOf(after)} with ${periodText(after.period)}, the first forecast since.`;
}

function chanceOf({ chance }: ReviewedChance): string {
  return chance === null ? "unknown" : chanceInWords(chance);
}

/** A chance in a cell of a table. */
export function chanceCell(chance: number | null | undefined): string {
  return chance === null || chance === undefined ? "unknown" : chanceText(chance);
}
