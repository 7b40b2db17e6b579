import { goalSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { assessmentOf } from "../assessment-of.ts";
import { measuredBy, reading } from "../goal-case.fixture.ts";
import { goalCase } from "../goal-case.ts";
import { learn } from "../learning.ts";
import type { Learned } from "../learning.ts";
import { createLedger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable, periodsLeft } from "../measured-goal.ts";
import { targetOption } from "./target-option.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");
/** Around 96, and never twice the same. */
const VALUES = reading(Array.from({ length: 30 }, (_, month) => 94 + ((month * 5) % 7) / 1.5));
const STOCK = { kpi: { behaviour: "stock", decimals: 0, approximation: "equal-weights" } };

function learnedFor(measured: MeasuredGoal, index: number): Learned {
  const from = { asOf: NOW, periodsLeft: periodsLeft(measured, index), grain: "month", below: 0 } as const;
  return learn(createLedger(), from);
}

function offered(measured: MeasuredGoal) {
  const index = lastKnowable(measured, NOW);
  const own = goalCase(measured, index, VALUES);
  const learned = learnedFor(measured, index);
  const made = assessmentOf({ goalCase: own, learned, asOf: NOW, backtest: false, position: {} });
  const pHit = made.pHit ?? Number.NaN;
  const basis = { goalCase: own, asOf: NOW, learnedFor };
  const { expectedEnd, spread } = made;
  return targetOption({
    basis,
    reading: VALUES,
    at: NOW,
    pHit,
    clearAbove: 0.65,
    expectedEnd,
    spread,
    mark: "m",
  });
}

test("no target is offered at or behind where the goal started: it would be a goal to hold, unsaid", () => {
  for (const evaluation of ["average", "at-due"]) {
    const { options, none } = offered(measuredBy({ from: 100, to: 112, evaluation }, STOCK));
    expect(options).toEqual([]);
    expect(none).toMatchObject([{ kind: "target", reason: "none_helps" }]);
  }
  const [reachable] = offered(measuredBy({ from: 80, to: 112, evaluation: "average" }, STOCK)).options;
  expect(reachable?.value).toBeGreaterThan(80);
});

test("every share of periods that is offered can stand in the plan: one period at least", () => {
  const kept = { evaluation: "control", successRatio: 1 };
  for (const to of [96, 98, 99, 200]) {
    const { options } = offered(measuredBy({ ...kept, to }, STOCK));
    for (const { value } of options) {
      const goal = { kind: "annual_goal", title: "G", owner: "p", window: 2026 };
      const measure = { ...kept, kpi: "k", to, successRatio: value };
      expect(goalSchema.safeParse({ ...goal, measure }).success).toBe(true);
      expect(value).toBeGreaterThanOrEqual(1 / 12);
    }
  }
  const lost = offered(measuredBy({ ...kept, to: 200 }, STOCK));
  expect(lost.options).toEqual([]);
});
