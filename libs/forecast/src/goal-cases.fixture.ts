import fc from "fast-check";
import type { GoalAssessment, GoalAssessmentInput } from "./goal-assessment.ts";
import { seededRandom } from "./seeded-random.ts";
import { assessGoal } from "./assess-goal.ts";

/** The year-to-date means of a monthly series that begins in January. */
export function runningMeans(months: readonly number[]): number[] {
  let sum = 0;
  return months.map((value, index) => {
    sum = index % 12 === 0 ? value : sum + value;
    return sum / ((index % 12) + 1);
  });
}

/** A goal on the mean of a noisy monthly series about 50, 30 months after a January. */
export function goalOnMean(changes: Partial<GoalAssessmentInput> = {}): GoalAssessmentInput {
  const random = seededRandom("goal on mean");
  const history = Array.from({ length: 30 }, () => 50 + 8 * (random() + random() - 1));
  return {
    history,
    yearToDateHistory: runningMeans(history),
    monthsElapsedInYear: 6,
    rule: "mean",
    yearToDateTarget: 50,
    target: 50,
    previousTarget: null,
    direction: "increase",
    seed: "goal on mean",
    paths: 400,
    ...changes,
  };
}

/** Assesses a goal that must be assessable. */
export function assessed(input: GoalAssessmentInput): GoalAssessment {
  const assessment = assessGoal(input);
  if (!assessment.ok) throw new Error(`no assessment: ${assessment.reason}`);
  return assessment;
}

/** Goals of every rule, length and direction, with unknown months. */
export const anyGoal: fc.Arbitrary<GoalAssessmentInput> = fc
  .record({
    history: fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 0) },
      ),
      { minLength: 1, maxLength: 50 },
    ),
    drop: fc.boolean(),
    monthsElapsedInYear: fc.integer({ min: 1, max: 12 }),
    rule: fc.constantFrom("sum", "mean", "harmonic_mean", "last"),
    target: fc.oneof(fc.constant(null), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    direction: fc.constantFrom("increase", "decrease", "maintain"),
    decimals: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ drop, history, ...goal }) => ({
    ...goal,
    history,
    yearToDateHistory: drop ? history.map(() => Number.NaN) : runningMeans(history),
    yearToDateTarget: goal.target,
    previousTarget: goal.target,
    seed: "any",
    paths: 20,
  }));
