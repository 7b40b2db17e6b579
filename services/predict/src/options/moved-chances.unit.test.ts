import { expect, test } from "vitest";
import { assessmentOf } from "../assessment-of.ts";
import { measuredBy, reading, steady } from "../goal-case.fixture.ts";
import { goalCase } from "../goal-case.ts";
import { createLedger } from "../ledger.ts";
import { learn } from "../learning.ts";
import { lastKnowable, periodsLeft } from "../measured-goal.ts";
import { reachedGoal } from "../reach.ts";
import { withTarget } from "./goal-variant.ts";
import { movedChances } from "./moved-chances.ts";
import type { Sought } from "./sought.ts";
import { variantChances } from "./variant-chances.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");
const known = reading(steady(30));
const measured = measuredBy({ from: 60, to: 130, evaluation: "cumulative" });

function soughtOf(share?: number): Sought {
  const index = lastKnowable(measured, NOW);
  const own = goalCase(measured, index, known);
  const left = { asOf: NOW, periodsLeft: periodsLeft(measured, index), grain: "month", below: 0 } as const;
  const learned = learn(createLedger(), left);
  const part = share === undefined ? null : reachedGoal(measured, share);
  const reach =
    share === undefined || part === null ? undefined : { share, goalCase: goalCase(part, index, known) };
  const made = assessmentOf({ goalCase: own, learned, asOf: NOW, backtest: false, position: {} });
  const { expectedEnd, spread } = made;
  const basis = { goalCase: own, reach, asOf: NOW, learnedFor: () => learned };
  return {
    basis,
    reading: known,
    at: NOW,
    pHit: made.pHit ?? 0,
    clearAbove: 0.65,
    expectedEnd,
    spread,
    mark: "m",
  };
}

test("a figure that ends higher by so much has the chance of a target that is lower by as much", () => {
  const sought = soughtOf();
  const [chanceOf, ofTarget] = [movedChances(sought), variantChances(sought.basis, 0)];
  expect(chanceOf(0)).toBeCloseTo(sought.pHit, 9);
  for (const higher of [-3, -1.3, 0.7, 2.2, 4, 7.1, 11]) {
    const exact = ofTarget(withTarget(measured, known, 130 - higher)) ?? Number.NaN;
    expect(Math.abs(chanceOf(higher) - exact)).toBeLessThan(0.02);
  }
});

test("the higher the better, up to where nothing is in doubt any more", () => {
  const chanceOf = movedChances(soughtOf());
  const chances = Array.from({ length: 60 }, (_, at) => chanceOf(at - 10));
  for (const [at, chance] of chances.entries()) expect(chance).toBeGreaterThanOrEqual(chances[at - 1] ?? 0);
  expect(chanceOf(1e9)).toBe(chanceOf(2e9));
  expect(chanceOf(1e9)).toBeGreaterThan(0.95);
  expect(chanceOf(-1e9)).toBeLessThan(0.05);
});

test("where a share of the way is aimed at, the figure moves against that share", () => {
  const sought = soughtOf(0.9);
  const ofTarget = variantChances(sought.basis, 0);
  // What is asked for lies 9 lower where the target lies 10 lower.
  const exact = ofTarget(withTarget(measured, known, 120)) ?? Number.NaN;
  expect(Math.abs(movedChances(sought)(9) - exact)).toBeLessThan(0.02);
});
