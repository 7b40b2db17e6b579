import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptableRange } from "./acceptable-range.ts";
import { firstPassage } from "./first-passage.ts";
import { judgedFigures } from "./judged-figures.ts";
import type { PathEvaluation, PathGoal } from "./path-goal.ts";
import { requiredRate } from "./required-rate.ts";
import { shareWithin } from "./share-within.ts";
import { targetTrajectory } from "./target-trajectory.ts";

/** Two paths of three steps: 1, 2, 3 and 6, 5, 4. */
const TWO_PATHS = { paths: 2, values: Float64Array.of(1, 6, 2, 5, 3, 4) };

function goalOnTwoPaths(
  evaluation: PathEvaluation,
  targets: readonly number[],
  booked: number[] = [],
): PathGoal {
  return { evaluation, ...acceptableRange(targets, { direction: "increase" }), booked };
}

test("each evaluation reads its own figure off a path", () => {
  const figures = (evaluation: PathEvaluation, booked: number[] = [10]): number[] => [
    ...judgedFigures(
      TWO_PATHS,
      goalOnTwoPaths(
        evaluation,
        Array.from({ length: 3 + booked.length }, () => 4),
        booked,
      ),
    ),
  ];
  expect(figures({ kind: "at_due" })).toEqual([3, 4]);
  expect(figures({ kind: "cumulative" })).toEqual([16, 25]);
  expect(figures({ kind: "average" })).toEqual([4, 6.25]);
  expect(figures({ kind: "first_hit" }, [])).toEqual([3, 6]);
  expect(figures({ kind: "sustained", points: 2 })).toEqual([2, 4]);
  expect(figures({ kind: "control", share: 1 })).toEqual([0.25, 1]);
});

test("a ratio is a mean weighted by its denominators", () => {
  const goal = { ...goalOnTwoPaths({ kind: "average" }, [4, 4, 4, 4], [10]), weights: [1, 2, 3, 4] };
  expect([...judgedFigures(TWO_PATHS, goal)]).toEqual([3, 5.3]);
  expect(requiredRate(goal, 3)).toBeCloseTo((4 * 10 - 10) / 9, 12);
});

test("where the target moves, each point is held against its own", () => {
  const rising = goalOnTwoPaths({ kind: "first_hit" }, [2, 4, 6]);
  expect([...judgedFigures(TWO_PATHS, rising)]).toEqual([-1, 4]);
  const sustained = goalOnTwoPaths({ kind: "sustained", points: 3 }, [2, 4, 6]);
  expect([...judgedFigures(TWO_PATHS, sustained)]).toEqual([-3, -2]);
});

test("first passages are counted in points ahead, and a limit on a sum has none", () => {
  expect(firstPassage(TWO_PATHS, goalOnTwoPaths({ kind: "first_hit" }, [3, 3, 3]))).toEqual({
    alreadyMet: false,
    chance: 1,
    early: 1,
    median: 1,
    late: 3,
  });
  expect(
    firstPassage(TWO_PATHS, goalOnTwoPaths({ kind: "cumulative" }, [15, 15, 15, 15], [8])),
  ).toMatchObject({
    chance: 0.5,
    median: 2,
    late: null,
  });
  const limit = {
    ...goalOnTwoPaths({ kind: "cumulative" }, [1, 1, 9]),
    ...acceptableRange([1, 1, 9], { direction: "decrease" }),
  };
  expect(firstPassage(TWO_PATHS, limit)).toBeNull();
});

test("what any point decides was crossed at the first one that met it; what must be held crosses nothing", () => {
  const met = { alreadyMet: true, chance: 1, early: -1, median: -1, late: -1 };
  const anyPoint = goalOnTwoPaths({ kind: "first_hit" }, [9, 9, 9, 9, 9, 9], [1, 9, 2]);
  expect(firstPassage(TWO_PATHS, anyPoint)).toEqual(met);
  const own = goalOnTwoPaths({ kind: "first_hit" }, [9, 2, 9, 9, 9, 9], [8, 3, 10]);
  expect(firstPassage(TWO_PATHS, own)).toEqual(met);
  const held = goalOnTwoPaths({ kind: "sustained", points: 6 }, [4, 4, 4, 4, 4, 4], [5, 5, 5]);
  expect(firstPassage(TWO_PATHS, held)).toBeNull();
});

test("holding the required rate to the end meets the target exactly", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 11 }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.constantFrom<PathEvaluation>({ kind: "cumulative" }, { kind: "average" }, { kind: "at_due" }),
      (booked, target, evaluation) => {
        const goal = goalOnTwoPaths(
          evaluation,
          Array.from({ length: 12 }, () => target),
          booked,
        );
        const rate = requiredRate(goal, target) ?? Number.NaN;
        const values = new Float64Array(12 - booked.length).fill(rate);
        expect(judgedFigures({ paths: 1, values }, goal)[0]).toBeCloseTo(target, 8);
      },
    ),
  );
});

test("trajectories: a line ends at the target, a step stands, phases hold, a change leaves the past alone", () => {
  expect([...targetTrajectory(4, { kind: "linear", from: 0, to: 8 })]).toEqual([2, 4, 6, 8]);
  expect([...targetTrajectory(3, { kind: "step", to: 5 })]).toEqual([5, 5, 5]);
  const planned = [
    { point: 4, target: 9 },
    { point: 2, target: 3 },
  ];
  expect([...targetTrajectory(5, { kind: "phased", from: 1, planned })]).toEqual([1, 3, 3, 9, 9]);
  const changed = targetTrajectory(4, { kind: "linear", from: 0, to: 8 }, [
    { fromPoint: 3, trajectory: { kind: "step", to: 5 } },
  ]);
  expect([...changed]).toEqual([2, 4, 5, 5]);
});

test("the share of paths in a closed range counts its edges and stays off 0 and 1", () => {
  const sorted = Float64Array.of(1, 2, 2, 3);
  expect(shareWithin(sorted, { lower: 2, upper: 2 })).toBe(2.5 / 5);
  expect(shareWithin(sorted, { lower: -Infinity, upper: Infinity })).toBe(4.5 / 5);
  expect(shareWithin(sorted, { lower: 3, upper: 2 })).toBe(0.5 / 5);
});
