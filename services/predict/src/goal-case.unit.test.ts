import { goalSchema, kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { assessmentOf } from "./assessment-of.ts";
import { afterClosings, goalEnd, isNews } from "./close-goals.ts";
import { goalCase } from "./goal-case.ts";
import { createLedger } from "./ledger.ts";
import { learn } from "./learning.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOpen, lastKnowable, measuredGoals } from "./measured-goal.ts";
import { readingOf } from "./series-reading.ts";
import type { Reading } from "./series-reading.ts";

const RECORDED = "2026-01-01T00:00:00Z";
const NOW = Date.parse("2026-07-01T00:00:00Z");
const defined = <Definition>(id: string, definition: Definition): Defined<Definition> => ({
  id,
  definition,
  effectiveFrom: "2026-01-01",
  recordedAt: RECORDED,
  managedBy: "file",
  version: 1,
});

function measuredBy(measure: object, more: { kpi?: object; window?: unknown } = {}): MeasuredGoal {
  const kpi = {
    name: "K",
    unit: "count",
    behaviour: "flow",
    grain: "month",
    direction: "increase",
    ...more.kpi,
  };
  const goal = {
    kind: "annual_goal",
    title: "G",
    owner: "p",
    window: more.window ?? 2026,
    measure: { kpi: "k", ...measure },
  };
  const plan: PlanState = {
    ...emptyPlan,
    kpis: new Map([["k", defined("k", kpiSchema.parse(kpi))]]),
    goals: new Map([["g", defined("g", goalSchema.parse(goal))]]),
  };
  return measuredGoals(plan)[0] as MeasuredGoal;
}

/** Values of months 2024-01 … in order; null is a month without one. */
function reading(
  values: readonly (number | null)[],
  planned: Readonly<Record<string, number>> = {},
): Reading {
  const label = (index: number): string =>
    `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
  const entries = values.flatMap((value, index): [string, string, null, null, string][] =>
    value === null ? [] : [[label(index), String(value), null, null, RECORDED]],
  );
  const plans = Object.entries(planned).map(([period, value]): [string, string, null, null, string] => [
    period,
    String(value),
    null,
    null,
    RECORDED,
  ]);
  const rows = [
    { kpi: "k", series: "", kind: "actual" as const, entries },
    { kpi: "k", series: "", kind: "planned" as const, entries: plans },
  ];
  return readingOf(rows, () => undefined);
}

const steady = (months: number, value = 10): readonly number[] =>
  Array.from({ length: months }, (_, index) => value + ((index * 7) % 3) - 1);

function chanceOf(measured: MeasuredGoal, known: Reading): ReturnType<typeof assessmentOf> {
  const index = lastKnowable(measured, NOW);
  const learned = learn(createLedger(), { asOf: NOW, periodsLeft: 6, grain: "month", below: 0 });
  const made = goalCase(measured, index, known);
  return assessmentOf({ goalCase: made, learned, asOf: NOW, backtest: false, position: {} });
}

test("a cumulative goal is forecast to the sum of its window", () => {
  const made = chanceOf(measuredBy({ to: 130, evaluation: "cumulative" }), reading(steady(30)));
  expect(made).toMatchObject({ period: "2026-06", periodsLeft: 6, actual: 60 });
  expect(made.expectedEnd).toBeGreaterThan(110);
  expect(made.expectedEnd).toBeLessThan(130);
  expect(made.pHit).toBeLessThan(0.2);
  expect(made.fan.map(({ period }) => period)).toEqual([
    "2026-07",
    "2026-08",
    "2026-09",
    "2026-10",
    "2026-11",
    "2026-12",
  ]);
});

test("an average goal's figures are means, whatever the length of its window", () => {
  const window = { from: "2026-04-01", to: "2026-09-30" };
  const made = chanceOf(measuredBy({ to: 9, evaluation: "average" }, { window }), reading(steady(30)));
  expect(made).toMatchObject({ period: "2026-06", periodsLeft: 3, actual: 10, target: 9 });
  expect(made.expectedEnd).toBeGreaterThan(9);
  expect(made.expectedEnd).toBeLessThan(11);
  expect(made.pHit).toBeGreaterThan(0.8);
});

test("a goal at its due date is forecast to the due period's own value, also where lower is better", () => {
  const made = chanceOf(
    measuredBy({ from: 14, to: 12 }, { kpi: { direction: "decrease", behaviour: "stock" } }),
    reading(steady(30)),
  );
  expect(made.pHit).toBeGreaterThan(0.8);
  expect(made.low95).toBeLessThan(made.high95 ?? 0);
});

test("what cannot be told says why: no data, no target, too little history, not supported, too far ahead", () => {
  const reasonOf = (measured: MeasuredGoal, known: Reading): string | undefined =>
    chanceOf(measured, known).reason;
  const planned = { trajectory: { planned: "latest" } };
  expect(reasonOf(measuredBy({ to: 5 }), reading(steady(29)))).toBe("no_data");
  expect(reasonOf(measuredBy(planned), reading(steady(30)))).toBe("no_target");
  expect(
    reasonOf(
      measuredBy({ trajectory: { planned: "last-year-ratio" } }),
      reading(steady(30), { "2026-06": 5 }),
    ),
  ).toBe("no_history_ratio");
  expect(reasonOf(measuredBy({ to: 5 }), reading([...Array<null>(28).fill(null), 1, 2]))).toBe(
    "too_little_history",
  );
  expect(reasonOf(measuredBy({ to: 5, evaluation: "in-range" }), reading(steady(30)))).toBe("not_supported");
  const long = { window: { from: "2026-01-01", to: "2066-12-31" } };
  expect(reasonOf(measuredBy({ to: 5 }, long), reading(steady(30)))).toBe("too_far_ahead");
});

test("a goal that must be met in every period is lost with the first one that misses it, and open until then", () => {
  const measured = measuredBy({ to: 8, evaluation: "sustain" });
  const kept = chanceOf(measured, reading(steady(30)));
  expect(kept).toMatchObject({ actual: 9, model: "milepost" });
  expect(kept.pHit).toBeGreaterThan(0.5);
  expect(kept.pHit).toBeLessThan(1);
  expect(chanceOf(measured, reading(steady(30).with(26, 7)))).toMatchObject({ actual: 7, pHit: 0 });
});

test("a goal that any period may meet is won with the first one, and open until then", () => {
  const measured = measuredBy({ to: 14, evaluation: "first-hit" });
  const open = chanceOf(measured, reading(steady(30)));
  expect(open.pHit).toBeGreaterThan(0);
  expect(open.pHit).toBeLessThan(0.5);
  expect(chanceOf(measured, reading(steady(30).with(26, 15)))).toMatchObject({ actual: 15, pHit: 1 });
});

test("a window of several years is forecast to its end", () => {
  const long = { window: { from: "2026-01-01", to: "2028-12-31" } };
  const made = chanceOf(measuredBy({ to: 5 }, long), reading(steady(30)));
  expect(made.periodsLeft).toBe(30);
  expect(made.fan).toHaveLength(30);
  expect(made.pHit).toBeGreaterThan(0.8);
});

test("days are forecast, too: a goal of ninety days by its sum", () => {
  const window = { from: "2026-06-01", to: "2026-08-29" };
  const measured = measuredBy({ to: 900, evaluation: "cumulative" }, { window, kpi: { grain: "day" } });
  const days = Array.from({ length: 120 }, (_, index) => new Date(Date.UTC(2026, 2, 3 + index)));
  const entries = days.map((day, index): [string, string, null, null, string] => [
    day.toISOString().slice(0, 10),
    String(9 + (index % 7)),
    null,
    null,
    RECORDED,
  ]);
  const made = chanceOf(
    measured,
    readingOf([{ kpi: "k", series: "", kind: "actual", entries }], () => undefined),
  );
  expect(made).toMatchObject({ period: "2026-06-30", periodsLeft: 60 });
  // Weeks of 9 to 15 add up to about 12 a day: 1,080 in all.
  expect(made.expectedEnd).toBeGreaterThan(1000);
  expect(made.expectedEnd).toBeLessThan(1160);
  expect(made.pHit).toBeGreaterThan(0.9);
});

test("whatever the evaluation, equal bases give equal bytes, and no figure is without a value that is told", () => {
  for (const evaluation of ["at-due", "cumulative", "average", "sustain", "first-hit"]) {
    const measured = measuredBy({ to: 11, evaluation });
    for (const values of [
      steady(30),
      steady(30, 0),
      Array<number>(30).fill(5),
      [...Array<null>(26).fill(null), 1, 2, 3, 4],
    ]) {
      const made = chanceOf(measured, reading(values));
      expect(chanceOf(measured, reading(values))).toEqual(made);
      expect(JSON.stringify(made)).not.toMatch(/NaN|Infinity/);
      expect(made.pHit === null).toBe(made.reason !== undefined);
    }
  }
});

test("what cannot be told has no chance and no figures: unknown is not 0", () => {
  const made = chanceOf(measuredBy({ to: 5 }), reading(steady(29)));
  expect(made).toMatchObject({
    pHit: null,
    expectedEnd: null,
    actual: null,
    fan: [],
    rule: { status: "unknown" },
  });
});

test("a goal is open from its first complete period to the one before it is due", () => {
  const measured = measuredBy({ to: 5 }, { kpi: { publicationLag: "P10D" } });
  expect(isOpen(measured, Date.parse("2026-02-10T00:00:00Z"))).toBe(false);
  expect(isOpen(measured, Date.parse("2026-02-11T00:00:00Z"))).toBe(true);
  expect(isOpen(measured, Date.parse("2027-01-10T23:59:59Z"))).toBe(true);
  expect(isOpen(measured, Date.parse("2027-01-11T00:00:00Z"))).toBe(false);
});

test("a goal is closed when its due actual is known; equal to the target is a hit", () => {
  const over = Date.parse("2027-01-01T00:00:00Z");
  const measured = measuredBy({ to: 10 });
  expect(goalEnd(measured, reading(steady(36).with(35, 10)), over)).toMatchObject({
    outcome: "hit",
    actual: 10,
    asOf: over,
  });
  expect(goalEnd(measured, reading(steady(36).with(35, 9)), over)).toMatchObject({ outcome: "miss" });
  expect(goalEnd(measured, reading(steady(36)), over - 1)).toBeNull();
  expect(goalEnd(measured, reading(steady(35)), over)).toBeNull();
});

test("a goal whose last actual never comes closes unscored when the KPI is final, and is scored if it comes later", () => {
  const due = Date.parse("2027-01-01T00:00:00Z");
  const day = 86_400_000;
  const measured = measuredBy({ to: 10 }, { kpi: { finalAfter: "P10D" } });
  expect(goalEnd(measured, reading(steady(35)), due + 10 * day - 1)).toBeNull();
  const end = goalEnd(measured, reading(steady(35)), due + 10 * day);
  expect(end).toEqual({ outcome: "unscored", actual: null, target: 10, asOf: due + 10 * day });
  const silent = measuredBy({ to: 10 });
  expect(goalEnd(silent, reading(steady(35)), due + 89 * day)).toBeNull();
  expect(goalEnd(silent, reading(steady(35)), due + 90 * day)).toMatchObject({ outcome: "unscored" });
  const late = goalEnd(silent, reading(steady(36).with(35, 10)), due + 200 * day);
  expect(late).toMatchObject({ outcome: "hit", actual: 10 });
});

test("without its own due target a planned goal closes unscored, however near the last one was", () => {
  const measured = measuredBy({ trajectory: { planned: "latest" } });
  const over = Date.parse("2027-01-01T00:00:00Z");
  const end = goalEnd(measured, reading(steady(36), { "2026-11": 10 }), over);
  expect(end).toMatchObject({ outcome: "unscored", target: null });
  expect(goalEnd(measured, reading(steady(36), { "2026-12": 99 }), over)).toMatchObject({ outcome: "miss" });
});

test("a closing that says the same is no news; a restated figure is", () => {
  const end = { outcome: "hit", actual: 10, target: 9, asOf: 5 } as const;
  const closing = { ...end, goal: "g", offset: 1, inputsPosition: {} };
  expect(isNews(end, [])).toBe(true);
  expect(isNews(end, [closing])).toBe(false);
  expect(isNews({ ...end, actual: 11 }, [closing])).toBe(true);
});

test("a correction that says it was known earlier still follows what it corrects, and is said once", () => {
  const unscored = {
    outcome: "unscored",
    actual: null,
    target: 9,
    asOf: 90,
    goal: "g",
    offset: 1,
    inputsPosition: {},
  } as const;
  const late = afterClosings({ outcome: "hit", actual: 10, target: 9, asOf: 5 }, [unscored]);
  expect(late).toMatchObject({ outcome: "hit", asOf: 90 });
  expect(isNews(late, [unscored, { ...late, goal: "g", offset: 2, inputsPosition: {} }])).toBe(false);
});
