import { expect, test } from "vitest";
import { assessPathGoal } from "./assess-path-goal.ts";
import type { PathGoalInput } from "./assess-path-goal.ts";
import { pathVariants } from "./path-variants.ts";
import { seededRandom } from "./seeded-random.ts";
import { toDatePaths } from "./to-date-paths.ts";

test("paths of parts become paths of the figure to date, which starts at nothing where it starts anew", () => {
  const bundle = { paths: 2, values: Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40) };
  expect([...toDatePaths(bundle, { start: 100, restarts: [3] }).values]).toEqual([
    101, 110, 103, 130, 3, 30, 7, 70,
  ]);
  expect([...toDatePaths(bundle, { start: 0, restarts: [1, 4] }).values]).toEqual([
    1, 10, 3, 30, 6, 60, 4, 40,
  ]);
});

const random = seededRandom("to date");
const PARTS = Array.from({ length: 30 }, () => 8 + 4 * random());

/** A goal on a figure that stands at 60 after six of twelve points, and has six to come. */
function goalOf(target: number, more: Partial<PathGoalInput> = {}): PathGoalInput {
  const points = 12;
  return {
    history: PARTS,
    frequency: 12,
    goal: {
      evaluation: { kind: "at_due" },
      lower: new Float64Array(points).fill(target),
      upper: new Float64Array(points).fill(Infinity),
      booked: [10, 20, 30, 40, 50, 60],
    },
    from: null,
    direction: "increase",
    seed: "to date",
    toDate: { start: 60, restarts: [] },
    ...more,
  };
}

function made(input: PathGoalInput): Extract<ReturnType<typeof assessPathGoal>, { ok: true }> {
  const assessment = assessPathGoal(input);
  if (!assessment.ok) throw new Error(assessment.reason);
  return assessment;
}

test("a goal on a figure to date ends where the sum of its points does, and is met on the way there", () => {
  const { expectedEnd, low80, high80, crossing, levers } = made(goalOf(110));
  const { toDate: _, ...summed } = goalOf(110);
  const evaluation = { kind: "cumulative" } as const;
  const sum = made({ ...summed, goal: { ...summed.goal, evaluation, booked: [0, 0, 0, 0, 0, 60] } });
  expect(expectedEnd).toBeCloseTo(sum.expectedEnd, 9);
  expect([low80, high80]).toEqual([sum.low80, sum.high80]);
  expect(crossing).toEqual(sum.crossing);
  expect(levers.lastActionStep).toBe(sum.levers.lastActionStep);
});

test("after its year has turned only what came since counts", () => {
  const { expectedEnd, pHit } = made(goalOf(60, { toDate: { start: 60, restarts: [3] } }));
  expect(expectedEnd).toBeGreaterThan(36);
  expect(expectedEnd).toBeLessThan(44);
  expect(pHit).toBeLessThan(0.05);
});

test("the fan is of the parts or of the figure to date, and variants of a goal have its chance", () => {
  const input = goalOf(119);
  expect(made(input).fan.at(-1)?.p50).toBeLessThan(12);
  expect(made({ ...input, fanOf: "sums" }).fan.at(-1)?.p50).toBeGreaterThan(110);
  expect(pathVariants(input, 6)(input.goal)?.pHit).toBe(made(input).pHit);
});
