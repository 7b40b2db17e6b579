import { expect, test } from "vitest";
import { assessmentOf } from "../assessment-of.ts";
import { measuredBy, reading, steady } from "../goal-case.fixture.ts";
import { goalCase } from "../goal-case.ts";
import { learn } from "../learning.ts";
import { createLedger } from "../ledger.ts";
import { paceOptions } from "./pace-options.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");

/** The paces that are offered in June for a goal of 2026, of which the values of six months are in the books. */
function pacesFor(measure: object, kpi: object, values: readonly number[] = steady(30)): readonly number[] {
  const measured = measuredBy(measure, { kpi });
  const assessment = assessmentOf({
    goalCase: goalCase(measured, 5, reading(values)),
    learned: learn(createLedger(), { asOf: NOW, periodsLeft: 6, grain: "month", below: 0 }),
    asOf: NOW,
    backtest: false,
    position: {},
  });
  return paceOptions(assessment, measured, "mark").map(({ value }) => value);
}

test("a goal that the books have decided has no pace: nothing that is brought changes it", () => {
  const less = { direction: "decrease", behaviour: "stock" };
  const held = { to: 12, evaluation: "sustain" };
  expect(pacesFor(held, less)).toEqual([12]);
  expect(pacesFor(held, less, steady(30).with(26, 20))).toEqual([]);
  const once = { to: 15, evaluation: "first-hit" };
  expect(pacesFor(once, { behaviour: "stock" })).toEqual([15]);
  expect(pacesFor(once, { behaviour: "stock" }, steady(30).with(26, 20))).toEqual([]);
});

test("a pace that no period can bring is none", () => {
  // 60 are in the books, and six months are left.
  const sum = (to: number): object => ({ to, evaluation: "cumulative" });
  const bounds = { lower: 0, upper: 11 };
  expect(pacesFor(sum(57), { direction: "decrease", bounds })).toEqual([]);
  expect(pacesFor(sum(57), { bounds })).toEqual([]);
  expect(pacesFor(sum(132), { bounds })).toEqual([]);
  expect(pacesFor(sum(126), { bounds })).toEqual([11]);
});

test("what is to fall stops at 0 unless it was below: then any pace can be brought", () => {
  const less = { direction: "decrease" };
  expect(pacesFor({ to: 57, evaluation: "cumulative" }, less)).toEqual([]);
  const below = pacesFor({ to: -60, evaluation: "cumulative" }, less, steady(30, -9));
  expect(below.map((pace) => pace < 0)).toEqual([true]);
});
