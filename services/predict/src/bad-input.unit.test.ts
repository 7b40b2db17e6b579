import { assessmentMadeData, EVALUATIONS } from "@milepost/contracts";
import type { AssessmentMadeData } from "@milepost/contracts";
import { expect, test } from "vitest";
import { assessmentOf } from "./assessment-of.ts";
import { goalEnd } from "./close-goals.ts";
import { measuredBy, reading, steady } from "./goal-case.fixture.ts";
import { goalCase } from "./goal-case.ts";
import { createLedger } from "./ledger.ts";
import { learn } from "./learning.ts";
import type { MeasuredGoal } from "./measured-goal.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");
/** June 2026, the thirtieth month that a reading holds. */
const JUNE = 5;
const DECEMBER = 11;

type Values = readonly (number | null)[];

function assessed(measured: MeasuredGoal, values: Values, index = JUNE): AssessmentMadeData {
  const periodsLeft = measured.periods.length - 1 - index;
  const learned = learn(createLedger(), { asOf: NOW, periodsLeft, grain: "month", below: 0 });
  const made = goalCase(measured, index, reading(values));
  return assessmentOf({ goalCase: made, learned, asOf: NOW, backtest: false, position: {} });
}

function goalsOf(to: number, direction: string): readonly MeasuredGoal[] {
  return EVALUATIONS.map((evaluation) => {
    const range = evaluation === "in-range" ? { tolerance: 1 } : {};
    return measuredBy({ to, evaluation, ...range }, { kpi: { direction } });
  });
}

const nulls = (count: number): readonly null[] => Array.from({ length: count }, () => null);
const months = (value: number): readonly number[] => Array.from({ length: 30 }, () => value);
const HUGE = 1e29;

const TARGETS = [
  ["increase", 10],
  ["decrease", -3],
  ["maintain", 0],
  ["increase", HUGE],
] as const;

/** The chance that is told, or why none is. */
const answer = ({ pHit, reason }: AssessmentMadeData): number | string => pHit ?? reason ?? "nothing";

test.each<[string, Values]>([
  ["a constant series", months(9.4)],
  ["a series of zeros", months(0)],
  ["one point", [...nulls(29), 3]],
  ["two points", [...nulls(28), 3, 4]],
  ["nothing at all", []],
  ["only what was retracted", nulls(30)],
  ["gaps everywhere", steady(30).map((value, index) => (index % 2 === 0 ? null : value))],
  ["huge values", steady(30).map((value) => value * HUGE)],
  ["huge values of both signs", steady(30).map((value, index) => (index % 2 === 0 ? HUGE : -HUGE) * value)],
  ["tiny values", steady(30).map((value) => value / HUGE)],
  ["one value beyond all others", steady(30).with(28, HUGE)],
  ["negative counts", steady(30).map((value, index) => (index % 3 === 0 ? 0 : -value))],
])("of %s every goal gets a chance or a reason, and no figure that is none", (_, values) => {
  for (const [direction, target] of TARGETS) {
    for (const measured of goalsOf(target, direction)) {
      const made = assessed(measured, values);
      expect(assessmentMadeData.parse(made)).toEqual(made);
      expect(JSON.stringify(made)).not.toMatch(/NaN|Infinity/);
      expect(made.pHit === null).toBe(made.reason !== undefined);
      expect(made.pHit === null || made.expectedEnd !== null).toBe(true);
    }
  }
});

test("what is missing is said: nothing and one point are no history, a retracted last value is no data", () => {
  const measured = measuredBy({ to: 5 });
  expect(answer(assessed(measured, []))).toBe("no_data");
  expect(answer(assessed(measured, nulls(30)))).toBe("no_data");
  expect(answer(assessed(measured, [...nulls(29), 3]))).toBe("too_little_history");
  expect(answer(assessed(measured, steady(29)))).toBe("no_data");
});

test("a constant series is sure of its own value and of no better one", () => {
  const chance = (to: number): number => assessed(measuredBy({ to }), months(9.4)).pHit ?? Number.NaN;
  expect(chance(9.3)).toBeGreaterThan(0.9);
  expect(chance(9.5)).toBeLessThan(0.1);
});

test("negative counts are values like any other: a target above them is missed, one below is kept", () => {
  const counts = steady(30).map((value, index) => (index % 3 === 0 ? 0 : -value));
  expect(assessed(measuredBy({ to: 5 }), counts).pHit).toBeLessThan(0.2);
  expect(assessed(measuredBy({ to: -30 }), counts).pHit).toBeGreaterThan(0.8);
});

test("a target already met is certain only where nothing can take it back", () => {
  const met = (evaluation: string, direction = "increase"): number =>
    assessed(measuredBy({ to: 8, evaluation }, { kpi: { direction } }), steady(30)).pHit ?? Number.NaN;
  expect(met("first-hit")).toBe(1);
  for (const evaluation of ["at-due", "average", "sustain", "control"]) {
    expect(met(evaluation)).toBeGreaterThan(0.5);
    expect(met(evaluation)).toBeLessThan(1);
  }
  // Sixty by June: a sum of 8 is passed, and of flows that are not negative it stays so.
  expect(met("cumulative")).toBeGreaterThan(0.95);
  expect(met("cumulative", "decrease")).toBeLessThan(0.05);
});

test("a due date in the past is judged by the books: chance 0 or 1, and closed as it ended", () => {
  const values = [...steady(30), ...steady(6)];
  for (const direction of ["increase", "decrease", "maintain"]) {
    for (const measured of goalsOf(10, direction)) {
      const made = assessed(measured, values, DECEMBER);
      const end = goalEnd(measured, reading(values), Date.parse("2027-02-01T00:00:00Z"));
      expect([0, 1]).toContain(made.pHit);
      expect(made.fan).toEqual([]);
      expect(end?.outcome).toBe(made.pHit === 1 ? "hit" : "miss");
      expect(end?.actual).toBe(made.actual);
    }
  }
});

test("more history never breaks, and never changes what the books decided", () => {
  const measured = measuredBy({ to: 14, evaluation: "first-hit" });
  for (let known = 1; known <= 30; known += 1) {
    const values = [...nulls(30 - known), ...steady(known)];
    expect(JSON.stringify(assessed(measured, values))).not.toMatch(/NaN|Infinity/);
    const won = assessed(measured, values.with(29, 15));
    expect(answer(won)).toBe(1);
  }
});
