import type { GoalAssessmentInput } from "./goal-assessment.ts";

const MONTHS = 12;

/** The calendar month (1 to 12) of the first value of a year's history. */
export function firstMonthOf({ history, monthsElapsedInYear }: GoalAssessmentInput): number {
  return ((((monthsElapsedInYear - history.length) % MONTHS) + MONTHS) % MONTHS) + 1;
}
