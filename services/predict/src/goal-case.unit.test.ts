import { EVALUATIONS } from "@milepost/contracts";
import { assessPathGoal } from "@milepost/forecast";
import { expect, test } from "vitest";
import { assessmentOf } from "./assessment-of.ts";
import { measuredBy, reading, RECORDED, steady } from "./goal-case.fixture.ts";
import { goalCase } from "./goal-case.ts";
import { createLedger } from "./ledger.ts";
import { learn } from "./learning.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOpen, lastKnowable } from "./measured-goal.ts";
import { readingOf } from "./series-reading.ts";
import { seriesRow } from "./series-row.fixture.ts";
import type { Entry } from "./series-row.fixture.ts";
import type { Reading } from "./series-reading.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");

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

test("a year's figure to date is set against a range as a distance from its middle", () => {
  const yearly = { kpi: { behaviour: "running", restarts: "year" } };
  const judged = (measure: object): unknown => {
    const { forecast } = goalCase(
      measuredBy({ evaluation: "in-range", ...measure }, yearly),
      5,
      reading(steady(30)),
    );
    if (!("input" in forecast)) return forecast;
    const { direction, target, tolerance } = forecast.input;
    return { direction, target, tolerance };
  };
  expect(judged({ to: 5, tolerance: 1 })).toEqual({ direction: "maintain", target: 5, tolerance: 1 });
  const range = { to: undefined, range: { lower: 4, upper: 7 } };
  expect(judged(range)).toEqual({ direction: "maintain", target: 5.5, tolerance: 1.5 });
});

test("a year's figure to date that is not due in December has a chance, too: by what its months add", () => {
  const kpi = { behaviour: "running", restarts: "year" };
  const measured = measuredBy({ to: 60 }, { kpi, window: { from: "2026-01-01", to: "2026-10-31" } });
  const toDate = Array.from({ length: 30 }, (_, index) => 10 * ((index % 12) + 1));
  const { forecast } = goalCase(measured, 5, reading(toDate));
  if (!("path" in forecast)) throw new Error("it is not laid out on its periods");
  const made = assessPathGoal({ ...forecast.path, seed: "october" });
  if (!made.ok) throw new Error(made.reason);
  expect(made.expectedEnd).toBeCloseTo(100, 0);
  expect(made.pHit).toBeGreaterThan(0.9);
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

test("a goal to be in a range is forecast against both ends, however its range is written and whichever way is better", () => {
  const chance = (measure: object, direction = "maintain"): ReturnType<typeof assessmentOf> =>
    chanceOf(
      measuredBy({ evaluation: "in-range", ...measure }, { kpi: { direction, behaviour: "stock" } }),
      reading(steady(30)),
    );
  const wide = chance({ range: { lower: 6, upper: 14 } });
  expect(wide).toMatchObject({ actual: 11, target: 10, targetRange: { lower: 6, upper: 14 } });
  expect(wide.pHit).toBeGreaterThan(0.9);
  expect(wide.rule.status).toBe("on_track");
  expect(chance({ to: 10, tolerance: 4 })).toEqual(wide);
  expect(chance({ range: { lower: 6, upper: 14 } }, "increase").pHit).toBe(wide.pHit);
  const off = chance({ range: { lower: 14, upper: 30 } });
  expect(off.pHit).toBeLessThan(0.1);
  expect(off).toMatchObject({ rule: { status: "off_track" }, lastActionPeriod: null, requiredRate: 14 });
  const narrow = chance({ to: 10, tolerance: 0.4 }).pHit ?? Number.NaN;
  expect(narrow).toBeGreaterThan(off.pHit ?? Number.NaN);
  expect(narrow).toBeLessThan(wide.pHit ?? Number.NaN);
});

test("control is forecast as the share of periods that meet their target: lost and won as soon as the books say so", () => {
  const control = (successRatio: number, to = 7): ReturnType<typeof assessmentOf> =>
    chanceOf(measuredBy({ to, evaluation: "control", successRatio }), reading(steady(30).with(26, 2)));
  const open = control(0.9);
  // One of six months is missed; eleven of twelve are still possible.
  expect(open).toMatchObject({ actual: 0.833333333333, target: 0.9, rule: { status: "off_track" } });
  expect(open.expectedEnd).toBeGreaterThan(0.7);
  expect(open.expectedEnd).toBeLessThan(0.92);
  expect(open.pHit).toBeGreaterThan(0.1);
  expect(open.pHit).toBeLessThan(1);
  expect(open.high95).toBeLessThanOrEqual(1);
  expect(control(1)).toMatchObject({ pHit: 0 });
  expect(control(0.4)).toMatchObject({ pHit: 1 });
  expect(control(0.9, 14).pHit).toBe(0);
});

test("a goal in control holds each period against the target of its own period", () => {
  const phased = { "2026-01": 8, "2026-08": 20 };
  const measured = measuredBy({ trajectory: { phased }, evaluation: "control", successRatio: 0.55 });
  // Seven of twelve months ask for 8, which is kept; the other five ask for what was never reached.
  const made = chanceOf(measured, reading(steady(30)));
  expect(made).toMatchObject({ actual: 1, target: 0.55 });
  expect(made.expectedEnd).toBeCloseTo(7 / 12, 9);
  expect(made.pHit).toBeGreaterThan(0.7);
});

test("an assessment says in which period a value stood apart, or a new level began", () => {
  const spiked = chanceOf(measuredBy({ to: 9 }), reading(steady(30).with(20, 60)));
  expect(spiked.breaks).toMatchObject([{ kind: "outlier", period: "2025-09" }]);
  const risen = steady(30).map((value, index) => (index < 16 ? value : 3 * value));
  const shifted = chanceOf(measuredBy({ to: 25 }), reading(risen));
  expect(shifted.breaks).toMatchObject([{ kind: "level_shift", period: "2025-05" }]);
  expect(shifted.pHit).toBeGreaterThan(0.5);
  expect(chanceOf(measuredBy({ to: 9 }), reading(steady(30))).breaks).toBeUndefined();
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
  const entries = days.map((day, index): Entry => [
    day.toISOString().slice(0, 10),
    9 + (index % 7),
    RECORDED,
  ]);
  const rows = [seriesRow({ kpi: "k", series: "", kind: "actual" }, entries)];
  const made = chanceOf(
    measured,
    readingOf(rows, () => undefined),
  );
  expect(made).toMatchObject({ period: "2026-06-30", periodsLeft: 60 });
  // Weeks of 9 to 15 add up to about 12 a day: 1,080 in all.
  expect(made.expectedEnd).toBeGreaterThan(1000);
  expect(made.expectedEnd).toBeLessThan(1160);
  expect(made.pHit).toBeGreaterThan(0.9);
});

test("whatever the evaluation, equal bases give equal bytes, and no figure is without a value that is told", () => {
  for (const evaluation of EVALUATIONS) {
    const range = evaluation === "in-range" ? { tolerance: 1 } : {};
    const measured = measuredBy({ to: 11, evaluation, ...range });
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
