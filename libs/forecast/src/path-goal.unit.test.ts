import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptableRange } from "./acceptable-range.ts";
import { assessPathGoal } from "./assess-path-goal.ts";
import type { PathGoalAssessment, PathGoalInput } from "./assess-path-goal.ts";
import type { Direction } from "./goal-assessment.ts";
import { AIR_PASSENGERS } from "./known-series.fixture.ts";
import type { PathEvaluation, PathGoal } from "./path-goal.ts";
import { seededRandom } from "./seeded-random.ts";

const EVALUATIONS: readonly PathEvaluation[] = [
  { kind: "at_due" },
  { kind: "cumulative" },
  { kind: "average" },
  { kind: "sustained", points: 3 },
  { kind: "first_hit" },
  { kind: "control", share: 0.75 },
];
const anyEvaluation = fc.constantFrom(...EVALUATIONS);
const POINTS = 12;
const BOOKED = 5;

/** Forty points about 50 that wander a little; the last five are in the goal's books. */
function wandering(): number[] {
  const random = seededRandom("wandering");
  let level = 50;
  return Array.from({ length: 40 }, () => {
    level += random() - 0.5;
    return level + 4 * (random() + random() - 1);
  });
}

function goalAt(
  target: number,
  changes: { evaluation?: PathEvaluation; direction?: Direction; history?: readonly number[] } = {},
): PathGoalInput {
  const { direction = "increase", evaluation = { kind: "at_due" }, history = wandering() } = changes;
  const asked = evaluation.kind === "cumulative" ? POINTS * target : target;
  return {
    history,
    frequency: 12,
    goal: {
      evaluation,
      ...acceptableRange(new Float64Array(POINTS).fill(asked), { direction }),
      booked: history.slice(-BOOKED),
    },
    from: history.at(-1 - BOOKED) ?? null,
    seed: "goal",
    paths: 200,
  };
}

function assessed(input: PathGoalInput): PathGoalAssessment {
  const assessment = assessPathGoal(input);
  if (!assessment.ok) throw new Error(`no assessment: ${assessment.reason}`);
  return assessment;
}

test("the same input gives the same bytes, another seed almost the same chance", () => {
  const goal = { ...goalAt(52), paths: 2000 };
  expect(JSON.stringify(assessed(goal))).toBe(JSON.stringify(assessed(goal)));
  expect(Math.abs(assessed({ ...goal, seed: "another" }).pHit - assessed(goal).pHit)).toBeLessThan(0.03);
});

test("an easier target never lowers the chance, by any evaluation", () => {
  const level = fc.double({ min: 35, max: 65, noNaN: true });
  fc.assert(
    fc.property(level, level, anyEvaluation, (one, two, evaluation) => {
      const [low, high] = one < two ? [one, two] : [two, one];
      const chance = (target: number, direction: Direction): number =>
        assessed(goalAt(target, { evaluation, direction })).pHit;
      expect(chance(low, "increase")).toBeGreaterThanOrEqual(chance(high, "increase"));
      expect(chance(high, "decrease")).toBeGreaterThanOrEqual(chance(low, "decrease"));
    }),
    { numRuns: 30 },
  );
});

test("a mirrored goal has the same chance, by any evaluation", () => {
  fc.assert(
    fc.property(fc.double({ min: 35, max: 65, noNaN: true }), anyEvaluation, (target, evaluation) => {
      // About 0: what is always positive is known to stay so, and its mirror image is not.
      const history = wandering().map((value) => value - 50);
      const plain = assessed(goalAt(target - 50, { evaluation, history }));
      const opposite = history.map((value) => -value);
      const mirrored = assessed(
        goalAt(50 - target, { evaluation, direction: "decrease", history: opposite }),
      );
      expect(mirrored.pHit).toBeCloseTo(plain.pHit, 6);
    }),
    { numRuns: 30 },
  );
});

test("another unit changes no chance", () => {
  for (const evaluation of EVALUATIONS) {
    const scaled = goalAt(52 / 64, { evaluation, history: wandering().map((value) => value / 64) });
    expect(assessed(scaled).pHit).toBeCloseTo(assessed(goalAt(52, { evaluation })).pHit, 6);
  }
});

test("no answer is ever NaN: gaps, huge values, constants, one point, any window", () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
    { weight: 2, arbitrary: fc.constantFrom(0, 7, Number.NaN) },
  );
  const anyInput = fc.record({
    history: fc.array(value, { minLength: 1, maxLength: 40 }),
    frequency: fc.constantFrom(1, 4, 12),
    booked: fc.nat(15),
    points: fc.nat(15),
    target: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    direction: fc.constantFrom<Direction>("increase", "decrease", "maintain"),
    evaluation: anyEvaluation,
  });
  // Growth by a factor that no number can hold for seven steps, added up.
  const exploding = {
    history: [1e-323, 1e-323, 7],
    frequency: 1 as const,
    booked: 0,
    points: 7,
    target: 0,
    direction: "increase" as const,
    evaluation: { kind: "cumulative" } as const,
  };
  fc.assert(
    fc.property(anyInput, ({ booked, direction, evaluation, frequency, history, points, target }) => {
      const made = assessPathGoal({
        history,
        frequency,
        goal: {
          evaluation,
          ...acceptableRange(new Float64Array(points).fill(target), { direction }),
          booked: booked === 0 ? [] : history.slice(-booked),
        },
        from: history[0] ?? null,
        seed: "any",
        paths: 20,
      });
      expect(JSON.stringify(made, (_, part: unknown) => (Number.isNaN(part) ? "NaN" : part))).not.toContain(
        "NaN",
      );
      expect(made.ok && (made.pHit < 0 || made.pHit > 1)).toBe(false);
    }),
    { numRuns: 300, examples: [[exploding]] },
  );
});

test("a due date in the past is judged by the books alone", () => {
  const goal = (evaluation: PathEvaluation, target: number): PathGoal => ({
    evaluation,
    ...acceptableRange([target, target, target], { direction: "increase" }),
    booked: [5, 9, 7],
  });
  const chance = (evaluation: PathEvaluation, target: number): number =>
    assessed({ history: [5, 9, 7], frequency: 12, goal: goal(evaluation, target), from: 5, seed: "past" })
      .pHit;
  expect([chance({ kind: "at_due" }, 7), chance({ kind: "at_due" }, 7.1)]).toEqual([1, 0]);
  expect([chance({ kind: "cumulative" }, 21), chance({ kind: "cumulative" }, 22)]).toEqual([1, 0]);
  expect([chance({ kind: "average" }, 7), chance({ kind: "average" }, 7.1)]).toEqual([1, 0]);
  expect([chance({ kind: "first_hit" }, 9), chance({ kind: "first_hit" }, 9.1)]).toEqual([1, 0]);
  expect([chance({ kind: "sustained", points: 2 }, 7), chance({ kind: "sustained", points: 3 }, 7)]).toEqual([
    1, 0,
  ]);
  expect([chance({ kind: "control", share: 2 / 3 }, 7), chance({ kind: "control", share: 0.7 }, 7)]).toEqual([
    1, 0,
  ]);
});

test("a target that is met already is certain only where nothing can take it back", () => {
  const history = wandering().with(37, 90);
  const made = (evaluation: PathEvaluation): PathGoalAssessment =>
    assessed(goalAt(80, { evaluation, history }));
  expect(made({ kind: "first_hit" })).toMatchObject({ pHit: 1, decided: true });
  expect(made({ kind: "at_due" })).toMatchObject({ decided: false });
  expect(made({ kind: "control", share: 1 })).toMatchObject({ pHit: 0, decided: true });
  const held = assessed(goalAt(20, { evaluation: { kind: "at_due" } }));
  expect(held.crossing).toEqual({ alreadyMet: true, chance: 1, early: 0, median: 0, late: 0 });
  expect(held.pHit).toBeGreaterThan(0.9);
  expect(held.pHit).toBeLessThan(1);
});

test("what the books have decided takes no rate, has no last moment to act, and is crossed by no path to come", () => {
  const nothingToDo = { requiredRate: null, levers: { reachedBefore: null, lastActionStep: null } };
  const history = wandering();
  // The second of the goal's five booked points broke the limit, the others kept it.
  const broken = assessed(
    goalAt(70, {
      direction: "decrease",
      evaluation: { kind: "sustained", points: POINTS },
      history: history.with(36, 90),
    }),
  );
  expect(broken).toMatchObject({ pHit: 0, decided: true, crossing: null, ...nothingToDo });
  const lost = assessed(
    goalAt(20, { evaluation: { kind: "control", share: 1 }, history: history.with(36, 10) }),
  );
  expect(lost).toMatchObject({ pHit: 0, decided: true, crossing: null, ...nothingToDo });
  const met = assessed(goalAt(80, { evaluation: { kind: "first_hit" }, history: history.with(36, 90) }));
  expect(met).toMatchObject({
    pHit: 1,
    decided: true,
    crossing: { alreadyMet: true, median: -3 },
    ...nothingToDo,
  });
  const open = assessed(goalAt(80, { evaluation: { kind: "first_hit" } }));
  expect(open).toMatchObject({ decided: false, requiredRate: 80 });
});

test("what the books decide is told however short the history is", () => {
  const history = [90];
  for (const [evaluation, chance] of [
    [{ kind: "first_hit" }, 1],
    [{ kind: "control", share: 1 / POINTS }, 1],
  ] as const) {
    const made = assessed({ ...goalAt(80, { evaluation, history }), from: null });
    expect(made).toMatchObject({ pHit: chance, decided: true });
    expect(JSON.stringify(made)).not.toContain("null,null");
    expect([made.expectedEnd, made.low95, made.high95, made.spread].every(Number.isFinite)).toBe(true);
  }
});

test("more history never breaks: every beginning of a series has a chance or says that it is too short", () => {
  for (const evaluation of [...EVALUATIONS, { kind: "in_range" } as const]) {
    for (let length = 1; length <= 40; length += 3) {
      const history = wandering().slice(0, length);
      const made = assessPathGoal(goalAt(50, { evaluation, history }));
      const parts = JSON.stringify(made, (_, part: unknown) => (Number.isNaN(part) ? "NaN" : part));
      expect(parts).not.toContain("NaN");
      expect(made.ok || made.reason === "too_little_history").toBe(true);
    }
  }
});

test("a wider range never lowers the chance, and one that holds everything is all but certain", () => {
  const half = fc.double({ min: 0, max: 20, noNaN: true });
  const chance = (width: number, evaluation: PathEvaluation): number => {
    const goal = goalAt(50, { evaluation });
    const asked = evaluation.kind === "cumulative" ? POINTS : 1;
    const around = acceptableRange(new Float64Array(POINTS).fill(50 * asked), {
      direction: "maintain",
      slack: width * asked,
    });
    return assessed({ ...goal, goal: { ...goal.goal, ...around } }).pHit;
  };
  fc.assert(
    fc.property(half, half, anyEvaluation, (one, two, evaluation) => {
      const [narrow, wide] = one < two ? [one, two] : [two, one];
      expect(chance(wide, evaluation)).toBeGreaterThanOrEqual(chance(narrow, evaluation));
    }),
    { numRuns: 30 },
  );
  expect(chance(1000, { kind: "in_range" })).toBeGreaterThan(0.95);
});

test("what cannot be told says why", () => {
  const goal = goalAt(50);
  const reason = (input: PathGoalInput): unknown => {
    const made = assessPathGoal(input);
    return made.ok ? made : made.reason;
  };
  expect(reason({ ...goal, history: [1, 2], goal: { ...goal.goal, booked: [2] } })).toBe(
    "too_little_history",
  );
  expect(reason({ ...goal, goal: { ...goal.goal, lower: [Number.NaN], upper: [1] } })).toBe("no_target");
  expect(reason({ ...goal, goal: { ...goal.goal, lower: [], upper: [], booked: [] } })).toBe("no_target");
  const gap = goalAt(50, { evaluation: { kind: "cumulative" } });
  expect(reason({ ...gap, goal: { ...gap.goal, booked: [50, Number.NaN, 50] } })).toBe("no_actual");
});

test("passengers that grow every year are expected to pass last year's sum, and not to double it", () => {
  const history = AIR_PASSENGERS.slice(0, 138);
  const lastYear = AIR_PASSENGERS.slice(120, 132).reduce((sum, value) => sum + value, 0);
  const made = (factor: number): PathGoalAssessment =>
    assessed({
      history,
      frequency: 12,
      goal: {
        evaluation: { kind: "cumulative" },
        ...acceptableRange(new Float64Array(12).fill(factor * lastYear), { direction: "increase" }),
        booked: history.slice(132),
      },
      from: 0,
      seed: "passengers",
    });
  expect(made(1).pHit).toBeGreaterThan(0.95);
  expect(made(2).pHit).toBeLessThan(0.05);
  expect(made(1).inTheBooks.share).toBeGreaterThan(0.4);
  expect(made(1).inTheBooks.share).toBeLessThan(0.6);
});
