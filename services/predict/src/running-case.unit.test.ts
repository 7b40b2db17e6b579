import { kpiSchema, parsePeriod, periodsBetween } from "@milepost/contracts";
import type { AssessmentMadeData, Grain } from "@milepost/contracts";
import { expect, test } from "vitest";
import { assessmentOf } from "./assessment-of.ts";
import { measuredBy, RECORDED } from "./goal-case.fixture.ts";
import { goalCase } from "./goal-case.ts";
import { createLedger } from "./ledger.ts";
import { learn } from "./learning.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { readingOf } from "./series-reading.ts";
import { seriesRow } from "./series-row.fixture.ts";
import type { Entry } from "./series-row.fixture.ts";

const KPI = { behaviour: "running", restarts: "year", grain: "week" } as const;
/** The 53 weeks of ISO year 2026, and the 52 of 2027. */
const YEAR_2026 = { from: "2025-12-29", to: "2027-01-03" };
const YEAR_2027 = { from: "2027-01-04", to: "2028-01-02" };

/** Parts that go round a level: 95 to 105 about 100. */
const around = (index: number): number => 95 + ((index * 7) % 11);

type Part = (index: number, label: string) => number | null;

/** The labels of a grain from the first to the last. */
function labelsOf(grain: Grain, first: string, last: string): readonly string[] {
  const [from, to] = [parsePeriod(first, grain), parsePeriod(last, grain)];
  if (from === undefined || to === undefined) throw new Error(`no ${grain}s ${first} to ${last}`);
  return periodsBetween(from, to).map(({ label }) => label);
}

function parts(labels: readonly string[], part: Part = around): readonly Entry[] {
  return labels.map((label, index) => [label, part(index, label), RECORDED]);
}

/** What parts add up to since their year began. */
function sums(entries: readonly Entry[]): readonly Entry[] {
  let total = 0;
  return entries.map(([label, value, known], index) => {
    if (label.slice(0, 4) !== entries[index - 1]?.[0].slice(0, 4)) total = 0;
    total += value ?? 0;
    return [label, total, known];
  });
}

/** The assessment of a goal at the last period of the entries. */
function assessed(
  measured: MeasuredGoal,
  entries: readonly Entry[],
  base: readonly Entry[] = [],
): AssessmentMadeData {
  const asOf = Date.parse("2028-01-01T00:00:00Z");
  const index = measured.periods.findIndex(({ label }) => label === entries.at(-1)?.[0]);
  const { grain } = measured.kpi;
  const learned = learn(createLedger(), { asOf, periodsLeft: measured.periods.length, grain, below: 0 });
  const rows = [
    seriesRow({ kpi: "k", series: "", kind: "actual" }, entries),
    seriesRow({ kpi: "base", series: "", kind: "actual" }, base),
  ];
  const made = goalCase(
    measured,
    index,
    readingOf(rows, () => undefined),
  );
  return assessmentOf({ goalCase: made, learned, asOf, backtest: false, position: {} });
}

/** The same goal on the figure to date of another KPI. */
function runningOf(measured: MeasuredGoal, behaviour: string): MeasuredGoal {
  const { grain } = measured.kpi;
  const base = kpiSchema.parse({ name: "B", unit: "count", behaviour, grain, bounds: { lower: 0 } });
  return { ...measured, baseId: "base", base };
}

test("a figure to date is forecast by what comes, whether its year has 52 weeks or 53", () => {
  const entries = sums(parts(labelsOf("week", "2021-W01", "2026-W50")));
  const booked = entries.at(-1)?.[1] ?? Number.NaN;
  const made = assessed(measuredBy({ to: booked - 50 }, { kpi: KPI, window: YEAR_2026 }), entries);
  expect(made).toMatchObject({ period: "2026-W50", periodsLeft: 3, actual: booked });
  expect(made.pHit).toBeGreaterThan(0.95);
  expect(Math.abs((made.expectedEnd ?? 0) - (booked + 300))).toBeLessThan(15);
  expect(made.low80).toBeGreaterThan(booked + 250);
  expect(made.requiredRate).toBeCloseTo(-50 / 3, 9);
});

test("a year that has just begun is forecast at the pace of the weeks, not from the end of the year before", () => {
  const entries = sums(parts(labelsOf("week", "2021-W01", "2027-W04")));
  const made = assessed(measuredBy({ to: 5100 }, { kpi: KPI, window: YEAR_2027 }), entries);
  expect(made.expectedEnd).toBeGreaterThan(5050);
  expect(made.expectedEnd).toBeLessThan(5350);
  expect(made.pHit).toBeGreaterThan(0.5);
});

test("what each week must bring is what is missing, however short the past, and is held against weeks", () => {
  const weeks = parts(labelsOf("week", "2025-W27", "2026-W46"));
  const goal = measuredBy({ to: 5200 }, { kpi: KPI, window: { from: "2026-07-06", to: "2026-12-27" } });
  const entries = sums(weeks);
  const booked = entries.at(-1)?.[1] ?? Number.NaN;
  const made = assessed(runningOf(goal, "flow"), entries, weeks);
  expect(made.requiredRate).toBeCloseTo((5200 - booked) / 6, 9);
  expect(made.requiredRateOf).toBe(36);
  expect(made.requiredRateReached).toBeGreaterThan(0);
  expect(Math.abs((made.expectedEnd ?? 0) - (booked + 600))).toBeLessThan(30);
  // The page shows it beside the KPI behind the figure.
  expect(made.fan.map(({ period }) => period)).toEqual(labelsOf("week", "2026-W47", "2026-W52"));
  expect(made.fan.every(({ median }) => median > 90 && median < 110)).toBe(true);
});

test("days add up, too: ten a day come to ten times the days of the year, and the way there is to date", () => {
  const entries = sums(parts(labelsOf("day", "2026-01-01", "2026-11-15"), () => 10));
  const kpi = { ...KPI, grain: "day" };
  const made = assessed(measuredBy({ to: 3600 }, { kpi }), entries);
  expect(made).toMatchObject({ actual: 3190, expectedEnd: 3650 });
  expect(made.pHit).toBeGreaterThan(0.9);
  expect(made.fan[0]).toMatchObject({ period: "2026-11-16", median: 3200 });
  expect(made.fan.at(-1)).toMatchObject({ period: "2026-12-31", median: 3650 });
});

test("the pace of what adds up starts at nothing with its year, whether or not another KPI stands behind it", () => {
  const entries = sums(parts(labelsOf("day", "2025-01-01", "2026-11-15"), () => 10));
  const kpi = { ...KPI, grain: "day" };
  const { pace } = assessed(measuredBy({ to: 3650 }, { kpi }), entries);
  expect(pace).toEqual({ expected: 3190, status: "on_pace" });
});

test("where a figure to date is missing the parts beside it are unknown, or those that the KPI behind it says", () => {
  const weeks = parts(labelsOf("week", "2026-W01", "2026-W20"));
  const entries = sums(weeks).map((entry, index) =>
    index === 9 ? ([entry[0], null, RECORDED] as const) : entry,
  );
  const goal = measuredBy({ to: 3000 }, { kpi: KPI, window: YEAR_2026 });
  const known = (measured: MeasuredGoal, base: readonly Entry[]): number =>
    assessed(measured, entries, base).views?.known ?? Number.NaN;
  expect(known(goal, [])).toBe(18);
  expect(known(runningOf(goal, "flow"), weeks)).toBe(20);
  // Of a KPI that is to date itself no figure is a part.
  expect(known(runningOf(goal, "running"), sums(weeks))).toBe(18);
});

test("a sum to date that is published every second week has the pace of a sum, and no chance rather than that of a level", () => {
  const entries = sums(parts(labelsOf("week", "2023-W01", "2026-W26")));
  const published = entries.filter(([label]) => Number(label.slice(6)) % 2 === 0);
  const made = assessed(measuredBy({ to: 5200 }, { kpi: KPI, window: YEAR_2026 }), published);
  expect(made).toMatchObject({ pHit: null, expectedEnd: null, pace: { status: "on_pace" } });
});

test("a figure to date that is a mean does not add up: it is one more series, and no week must bring its target", () => {
  const totals = sums(parts(labelsOf("week", "2025-W01", "2026-W40")));
  const means = totals.map(([label, value, known]): Entry => [
    label,
    (value ?? 0) / Number(label.slice(6)),
    known,
  ]);
  const goal = measuredBy({ to: 90 }, { kpi: KPI, window: YEAR_2026 });
  for (const made of [assessed(goal, means), assessed(runningOf(goal, "average"), means)]) {
    expect(made.expectedEnd).toBeGreaterThan(95);
    expect(made.expectedEnd).toBeLessThan(105);
    expect(made).toMatchObject({ requiredRate: null, requiredRateReached: null, requiredRateOf: null });
  }
});

test("years of a figure that restarts each year are one more series", () => {
  const entries = labelsOf("year", "2012", "2026").map((label, index): Entry => [
    label,
    300 - index,
    RECORDED,
  ]);
  const window = { from: "2025-01-01", to: "2027-12-31" };
  const made = assessed(measuredBy({ to: 280 }, { kpi: { ...KPI, grain: "year" }, window }), entries);
  expect(made.expectedEnd).toBeGreaterThan(280);
  expect(made.expectedEnd).toBeLessThan(290);
});

const KNOWN = sums(parts(labelsOf("week", "2021-W01", "2026-W50")));
const BOOKED = KNOWN.at(-1)?.[1] ?? Number.NaN;

test("a goal that any week may meet, or every one must, is forecast by what the figure to date will be", () => {
  const made = (measure: object): AssessmentMadeData =>
    assessed(measuredBy(measure, { kpi: KPI, window: YEAR_2026 }), KNOWN);
  const reached = made({ to: BOOKED + 150, evaluation: "first-hit" });
  expect(reached.pHit).toBeGreaterThan(0.9);
  expect(reached).toMatchObject({ crossingPeriod: "2026-W52", requiredRate: null });
  expect(made({ to: BOOKED + 450, evaluation: "first-hit" }).pHit).toBeLessThan(0.1);
  expect(made({ to: BOOKED - 10, evaluation: "first-hit" }).pHit).toBe(1);
  expect(made({ to: 90, trajectory: "step", evaluation: "sustain" }).pHit).toBeGreaterThan(0.9);
  expect(made({ to: 150, trajectory: "step", evaluation: "sustain" }).pHit).toBe(0);
  // Met from the eleventh of 53 weeks on: 43 in all.
  const phased = { "2026-W01": 1000 };
  const kept = made({ trajectory: { phased }, evaluation: "control", successRatio: 0.8 });
  expect(kept.expectedEnd).toBeCloseTo(43 / 53, 1);
  expect(kept.pHit).toBeGreaterThan(0.95);
  expect(made({ to: BOOKED + 300, evaluation: "in-range", tolerance: 60 }).pHit).toBeGreaterThan(0.9);
  // The weeks' figures rise evenly to about 5,300.
  expect(Math.abs((made({ to: 100, evaluation: "average" }).expectedEnd ?? 0) - 2700)).toBeLessThan(60);
});

test("a goal that is due in the next year counts what comes in that one", () => {
  const window = { from: "2026-07-06", to: "2027-06-27" };
  const made = assessed(measuredBy({ to: 2300 }, { kpi: KPI, window }), KNOWN);
  expect(made.periodsLeft).toBe(28);
  expect(Math.abs((made.expectedEnd ?? 0) - 2500)).toBeLessThan(80);
  expect(made.pHit).toBeGreaterThan(0.9);
  expect(made.requiredRate).toBeNull();
  const median = (period: string): number => made.fan.find((step) => step.period === period)?.median ?? 0;
  expect(Math.abs(median("2026-W53") - BOOKED - 300)).toBeLessThan(20);
  expect(Math.abs(median("2027-W01") - 100)).toBeLessThan(20);
});

test.each([10, 16, 22, 24, 34])("months do, too: %i of them say what June will have come to", (months) => {
  const labels = labelsOf("month", "2024-01", "2026-12").slice(0, months);
  const entries = sums(parts(labels, (index) => 10 + ((index * 7) % 3) - 1));
  const year = Number(labels.at(-1)?.slice(0, 4));
  const window = { from: `${year}-01-01`, to: `${year + 1}-06-30` };
  const made = assessed(measuredBy({ to: 45 }, { kpi: { ...KPI, grain: "month" }, window }), entries);
  expect(Math.abs((made.expectedEnd ?? 0) - 60)).toBeLessThan(5);
  expect(made.pHit).toBeGreaterThan(0.9);
});

test("where the newest figure to date is missing nothing is told of what comes on top of it", () => {
  const entries = [...KNOWN.slice(0, -1), ["2026-W50", null, RECORDED] as const];
  const measured = measuredBy({ to: 4900, evaluation: "first-hit" }, { kpi: KPI, window: YEAR_2026 });
  expect(assessed(measured, entries)).toMatchObject({ pHit: null, reason: "no_data", expectedEnd: null });
});
