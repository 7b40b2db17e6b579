import { describe, expect, it } from "vitest";
import { assessmentOf, basisDigest } from "./assessment-of.ts";
import { goalCase } from "./goal-case.ts";
import { measuredBy, reading, steady } from "./goal-case.fixture.ts";
import { learn } from "./learning.ts";
import { createLedger } from "./ledger.ts";
import { reachedGoal, reachedOutcome } from "./reach.ts";

describe("reachedGoal", () => {
  it("asks for a share of the way from start to target, on the way too", () => {
    const goal = measuredBy(
      { from: 50, to: 10, trajectory: { phased: { "2026-06": 30 } } },
      { kpi: { direction: "decrease" } },
    );
    expect(reachedGoal(goal, 0.7)?.goal.measure).toMatchObject({
      from: 50,
      to: 22,
      trajectory: { phased: { "2026-06": 36 } },
    });
    expect(reachedGoal(measuredBy({ to: 1000, evaluation: "cumulative" }), 0.7)?.goal.measure.to).toBe(700);
    // A sum starts at 0, whatever the window before came to.
    const sum = measuredBy({ from: 800, to: 1000, evaluation: "cumulative" });
    expect(reachedGoal(sum, 0.7)?.goal.measure).toMatchObject({ from: 800, to: 700 });
  });

  it("is no other goal where nobody can say what a share of the way is", () => {
    const share = 0.7;
    expect(reachedGoal(measuredBy({ from: 0, to: 10 }), 1)).toBeNull();
    expect(reachedGoal(measuredBy({ to: 10 }), share)).toBeNull();
    expect(reachedGoal(measuredBy({ from: 0, trajectory: { planned: "latest" } }), share)).toBeNull();
    expect(reachedGoal(measuredBy({ from: 0, to: 10, tolerance: 1 }), share)).toBeNull();
    // What is there already, or better than asked, is to be held: less than that is no part of the way.
    expect(reachedGoal(measuredBy({ from: 95, to: 95 }), share)).toBeNull();
    expect(reachedGoal(measuredBy({ from: 97, to: 95 }), share)).toBeNull();
    expect(reachedGoal(measuredBy({ from: 3, to: 5 }, { kpi: { direction: "decrease" } }), share)).toBeNull();
    expect(reachedGoal(measuredBy({ from: 0, to: 10, evaluation: "control" }), share)).toBeNull();
  });
});

describe("an assessment", () => {
  const asOf = Date.parse("2026-07-01T00:00:00Z");
  const measured = measuredBy({ from: 0, to: 130, evaluation: "cumulative" });
  const known = reading([...steady(24), ...steady(6)]);
  const part = reachedGoal(measured, 0.7);
  if (part === null) throw new Error("there is a share of the way");
  const basis = {
    goalCase: goalCase(measured, 5, known),
    learned: learn(createLedger(), { asOf, periodsLeft: 6, grain: "month", below: 0 }),
    asOf,
    backtest: false,
    position: {},
  };
  const reach = { share: 0.7, goalCase: goalCase(part, 5, known) };

  it("says the chance of a share of the way beside that of the target, which stays what it was", () => {
    const { reach: told, ...rest } = assessmentOf({ ...basis, reach });
    expect(rest).toEqual(assessmentOf(basis));
    expect(told).toMatchObject({ share: 0.7, target: 91 });
    expect(rest.pHit).toBeLessThan(0.2);
    expect(told?.pHit).toBeGreaterThan(0.8);
  });

  it("is another one where alerts look at another share, and the same as ever where they look at the target", () => {
    const digests = [basis, { ...basis, reach }, { ...basis, reach: { ...reach, share: 0.6 } }].map(
      basisDigest,
    );
    expect(new Set(digests).size).toBe(3);
  });
});

it("a goal that missed its target may have come as far as its alert was about", () => {
  const miss = { outcome: "miss", actual: 80, target: 100 } as const;
  expect(reachedOutcome(miss, 70)).toBe("hit");
  expect(reachedOutcome(miss, 90)).toBe("miss");
  expect(reachedOutcome(miss, null)).toBe("miss");
  expect(reachedOutcome(miss, 100)).toBe("miss");
  // The alert's build wrote 12 digits of the same target.
  const money = { outcome: "miss", actual: 12345678901.3, target: 12345678901.36 } as const;
  expect(reachedOutcome(money, 12345678901.4)).toBe("miss");
  // From 50 down to 10: 70 % of the way is 22.
  expect(reachedOutcome({ outcome: "miss", actual: 20, target: 10 }, 22)).toBe("hit");
  expect(reachedOutcome({ outcome: "miss", actual: 23, target: 10 }, 22)).toBe("miss");
  expect(reachedOutcome({ outcome: "unscored", actual: null, target: 10 }, 22)).toBe("unscored");
});

// An alert about 70: of an increase from 0 to 100, or of a decrease from 100 to 57.
const ENDS = [
  {
    is: "more is better, the target stood",
    target: 100,
    ends: { 40: "miss", 69: "miss", 70: "hit", 99: "hit" },
  },
  { is: "more is better, the target was raised", target: 150, ends: { 69: "miss", 70: "hit", 149: "hit" } },
  {
    is: "more is better, the target was eased, to no less than that",
    target: 80,
    ends: { 69: "miss", 75: "hit" },
  },
  { is: "more is better, the target was eased to that", target: 70, ends: { 69: "miss" } },
  { is: "more is better, the target was eased to less", target: 60, ends: { 40: "miss", 59: "miss" } },
  {
    is: "less is better, the target stood",
    target: 57,
    ends: { 90: "miss", 71: "miss", 70: "hit", 58: "hit" },
  },
  { is: "less is better, the target was lowered", target: 20, ends: { 71: "miss", 70: "hit", 21: "hit" } },
  {
    is: "less is better, the target was eased, to no more than that",
    target: 65,
    ends: { 71: "miss", 68: "hit" },
  },
  { is: "less is better, the target was eased to that", target: 70, ends: { 71: "miss" } },
  { is: "less is better, the target was eased to more", target: 80, ends: { 95: "miss", 81: "miss" } },
];

it.each(ENDS)("of an alert about 70 a missed goal says how far it came: $is", ({ target, ends }) => {
  for (const [actual, said] of Object.entries(ends))
    expect([actual, reachedOutcome({ outcome: "miss", actual: Number(actual), target }, 70)]).toEqual([
      actual,
      said,
    ]);
  // What was asked for in the end was reached, as it is where alerts are about the target itself.
  expect(reachedOutcome({ outcome: "hit", actual: target, target }, 70)).toBe("hit");
});
