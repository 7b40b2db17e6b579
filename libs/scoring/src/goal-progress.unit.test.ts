import { goalSchema, kpiSchema, parsePeriod } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import { expect, test } from "vitest";
import { actualAt } from "./actual-at.ts";
import { goalPeriods } from "./goal-periods.ts";
import { goalProgress, goalProgressAfter } from "./goal-progress.ts";
import type { PeriodValue } from "./series-values.ts";

const kpi: Kpi = kpiSchema.parse({
  name: "K",
  unit: "count",
  behaviour: "flow",
  grain: "month",
  direction: "increase",
});
const goalWith = (measure: object, window: unknown = 2014): Goal =>
  goalSchema.parse({
    kind: "annual_goal",
    title: "G",
    owner: "p",
    window,
    measure: { kpi: "k", ...measure },
  });
const actuals = (...values: (number | null)[]): Map<string, PeriodValue> =>
  new Map(
    values.map((actual, index) => [`2014-${String(index + 1).padStart(2, "0")}`, { actual, planned: null }]),
  );
const month = (label: string): Period => parsePeriod(label, "month") as Period;
const timeZone = "America/New_York";

test("a goal's row carries actual, targets, expected and raw progress, and the rule that gave its status", () => {
  const goal = goalWith({ from: 0, to: 364 });
  const [january, february] = goalProgress({ goal, kpi, values: actuals(60, 40), timeZone });
  expect(january).toMatchObject({ actual: 60, targetToDate: 30, dueTarget: 364, status: "on_track" });
  expect(january?.expectedProgress).toBe(0.0824175824176);
  expect(january?.progress).toBe(0.164835164835);
  expect(february).toMatchObject({ actual: 40, targetToDate: 58, status: "off_track", ruleId: "red-green" });
});

test("money keeps its cents, as it was posted, in sums, means and ranges", () => {
  const rowOf = (measure: object, values: Map<string, PeriodValue>, of: Kpi = kpi): object | undefined =>
    goalProgress({ goal: goalWith(measure), kpi: of, values, timeZone }).at(-1);
  const posted = 12345678901.31;
  const step = { to: posted, trajectory: "step" };
  expect(rowOf(step, actuals(posted))).toMatchObject({ actual: posted, targetToDate: posted });
  expect(
    rowOf({ to: 37037036703.93, evaluation: "cumulative" }, actuals(posted, posted, posted)),
  ).toMatchObject({ actual: 37037036703.93, dueTarget: 37037036703.93 });
  expect(rowOf({ ...step, evaluation: "average" }, actuals(posted, posted, posted))).toMatchObject({
    actual: posted,
    status: "on_track",
  });
  expect(rowOf({ ...step, tolerance: 0.02 }, actuals(12345678901.34))).toMatchObject({
    targetLower: 12345678901.29,
    targetUpper: 12345678901.33,
    status: "off_track",
  });
});

test("a sum of decimals meets the target that a person would write", () => {
  const measure = { to: 0.3, trajectory: "step", evaluation: "cumulative" };
  const less = { ...kpi, direction: "decrease" } as const;
  const [, second] = goalProgress({
    goal: goalWith(measure),
    kpi: less,
    values: actuals(0.1, 0.2),
    timeZone,
  });
  expect(second).toMatchObject({ actual: 0.3, status: "on_track" });
});

test("a linear target ends at the goal's own, to the last digit", () => {
  const measure = { from: 100, to: 0.1 };
  const values = new Map([["2014-12", { actual: 0.1, planned: null }]]);
  const less = { ...kpi, behaviour: "stock", direction: "decrease" } as const;
  const last = goalProgress({ goal: goalWith(measure), kpi: less, values, timeZone }).at(-1);
  expect(last).toMatchObject({ targetToDate: 0.1, status: "on_track" });
});

test("a mean meets the target that is written like it, and so does a value on the way", () => {
  const less = { ...kpi, behaviour: "stock", direction: "decrease" } as const;
  const mean = { to: 0.7, trajectory: "step", evaluation: "average" };
  const means = goalProgress({ goal: goalWith(mean), kpi: less, values: actuals(0.8, 0.6, 0.7), timeZone });
  expect(means.at(-1)).toMatchObject({ actual: 0.7, status: "on_track" });
  const halfway = goalWith({ from: 0.7, to: 0.1 }, { from: "2014-03-01", to: "2014-04-30" });
  const inMarch = new Map([["2014-03", { actual: 0.4, planned: null }]]);
  const [march] = goalProgress({ goal: halfway, kpi: less, values: inMarch, timeZone });
  expect(march).toMatchObject({ targetToDate: 0.4, status: "on_track" });
});

test("the mean of a ratio in percent is in percent, as its periods are", () => {
  const percent = { ...kpi, unit: "percent", behaviour: "ratio" } as const;
  const goal = goalWith({ to: 95, evaluation: "average" });
  const values = new Map<string, PeriodValue>([
    ["2014-01", { actual: 91.4, planned: null, numerator: 914, denominator: 1000 }],
    ["2014-02", { actual: 93.5, planned: null, numerator: 935, denominator: 1000 }],
  ]);
  const rows = goalProgress({ goal, kpi: percent, values, timeZone });
  expect(rows.map(({ actual }) => actual)).toEqual([91.4, 92.45]);
});

test("a period without a value is a row that says unknown", () => {
  const rows = goalProgress({ goal: goalWith({ to: 5 }), kpi, values: actuals(6, null, 4), timeZone });
  expect(rows.map((row) => row.status)).toEqual(["on_track", "unknown", "off_track"]);
  expect(rows[1]?.actual).toBeNull();
});

test("rows of past periods know only the targets that had been published by then", () => {
  const published = new Map<string, PeriodValue>([
    ["2014-01", { actual: 5, planned: 10, plannedKnownAt: Date.parse("2014-02-01T05:00:00Z") }],
    ["2014-02", { actual: 6, planned: 11, plannedKnownAt: Date.parse("2014-03-01T05:00:00Z") }],
    ["2014-12", { actual: null, planned: 20, plannedKnownAt: Date.parse("2014-02-10T05:00:00Z") }],
  ]);
  const rows = goalProgress({
    goal: goalWith({ trajectory: { planned: "latest" } }),
    kpi,
    values: published,
    timeZone,
  });
  expect(rows.slice(0, 2).map((row) => row.dueTarget)).toEqual([10, 20]);
  expect(rows).toHaveLength(12);
});

test("cumulative goals add up, and one unknown month makes the sum unknown", () => {
  const goal = goalWith({ to: 100, evaluation: "cumulative" });
  expect(actualAt({ goal, kpi, values: actuals(1, 2, 3) }, month("2014-03"))).toBe(6);
  expect(actualAt({ goal, kpi, values: actuals(1, null, 3) }, month("2014-03"))).toBeNull();
});

test("what is no flow is never added up: its sum is a number that nobody has reached", () => {
  const goal = goalWith({ to: 100, evaluation: "cumulative" });
  for (const behaviour of ["stock", "ratio", "average", "harmonic_mean", "running", "min", "max"] as const) {
    const values = actuals(1, 2, 3);
    expect(actualAt({ goal, kpi: { ...kpi, behaviour }, values }, month("2014-03"))).toBeNull();
  }
});

test("a sum starts at 0, so its target to date grows with the year", () => {
  const goal = goalWith({ to: 365, evaluation: "cumulative" });
  const [january, february] = goalProgress({ goal, kpi, values: actuals(31, 20), timeZone });
  expect(january).toMatchObject({ actual: 31, targetToDate: 31, dueTarget: 365, status: "on_track" });
  expect(february).toMatchObject({ actual: 51, targetToDate: 59, status: "off_track" });
  expect(january?.progress).toBe(0.0849315068493);
});

test("what the window before came to is no start of a sum: target, expected and raw progress begin at 0", () => {
  const goal = goalWith({ from: 1000, to: 1825, evaluation: "cumulative" });
  const rows = goalProgress({ goal, kpi, values: actuals(155, 140), timeZone });
  expect(rows.map(({ status }) => status)).toEqual(["on_track", "on_track"]);
  expect(rows[0]).toMatchObject({ targetToDate: 155, progress: 0.0849315068493 });
  expect(rows[0]?.expectedProgress).toBe(rows[0]?.progress);
});

test("a goal whose window ends inside a period stands at its due one as it is judged there: against its own target", () => {
  const quarterly = { ...kpi, grain: "quarter", behaviour: "stock" } as const;
  const goal = goalWith({ from: 1.1, to: 1.9 }, { from: "2024-01-01", to: "2026-09-27" });
  const values = new Map([["2026-Q2", { actual: 1.85, planned: null }]]);
  const due = goalProgress({ goal, kpi: quarterly, values, timeZone }).at(-1);
  expect(due).toMatchObject({ targetToDate: 1.9, dueTarget: 1.9, expectedProgress: 1, status: "off_track" });
});

test("a goal to hold is on track as long as it is held, and not before it would have moved", () => {
  const stock = { ...kpi, behaviour: "stock" } as const;
  const rows = goalProgress({
    goal: goalWith({ from: 95, to: 90 }),
    kpi: stock,
    values: actuals(92, 90, 89),
    timeZone,
  });
  expect(rows.map(({ status }) => status)).toEqual(["on_track", "on_track", "off_track"]);
  expect(rows[0]).toMatchObject({ targetToDate: 90, progress: null, expectedProgress: null });
});

test("average goals take the mean, from the parts where the KPI is a ratio", () => {
  const goal = goalWith({ to: 100, evaluation: "average" });
  expect(actualAt({ goal, kpi, values: actuals(1, 2, 6) }, month("2014-03"))).toBe(3);
  const ratio = { ...kpi, behaviour: "ratio" as const };
  expect(actualAt({ goal, kpi: ratio, values: actuals(1, 2) }, month("2014-02"))).toBeNull();
});

test("sustain looks at the worst value, first-hit at the best", () => {
  const values = actuals(3, 9, 5);
  expect(actualAt({ goal: goalWith({ evaluation: "sustain" }), kpi, values }, month("2014-03"))).toBe(3);
  expect(actualAt({ goal: goalWith({ evaluation: "first-hit" }), kpi, values }, month("2014-03"))).toBe(9);
  const inRange = goalWith({ to: 4, tolerance: 2, evaluation: "in-range" });
  expect(actualAt({ goal: inRange, kpi, values }, month("2014-03"))).toBe(5);
});

test("only periods that lie wholly inside the window belong to a goal", () => {
  const labels = goalPeriods(goalWith({}, { from: "2014-01-15", to: "2014-04-14" }), kpi).map(
    (one) => one.label,
  );
  expect(labels).toEqual(["2014-02", "2014-03"]);
  expect(goalPeriods(goalWith({}), kpi).at(-1)?.label).toBe("2014-12");
});

test.each([
  ["at-due", "on_track"],
  ["cumulative", "unknown"],
  ["average", "unknown"],
  ["sustain", "unknown"],
  ["first-hit", "on_track"],
  ["control", "on_track"],
])(
  "judged %s, a goal whose KPI had no value in two periods in a row is unknown, and with the next value %s",
  (evaluation, then) => {
    const goal = goalWith({ from: 0, to: 5, trajectory: "step", evaluation });
    const values = actuals(10, 10, null, null, 10, 10, 10, 10, 10, 10, 10, null);
    const rows = goalProgress({
      goal,
      kpi,
      values: new Map([...values, ["2014-12", { actual: null, planned: 1 }]]),
      timeZone,
    });
    expect(rows[1]).toMatchObject({ status: "on_track" });
    expect(rows[3]).toMatchObject({ status: "unknown", actual: null, progress: null });
    expect(rows[4]).toMatchObject({ status: then });
  },
);

test.each([
  ["control", 0.5],
  ["first-hit", 6],
  ["at-due", undefined],
  ["average", undefined],
  ["sustain", undefined],
] as const)(
  "one period after its last value, and no later, a goal judged by %s stands at %s",
  (evaluation, at) => {
    const input = { goal: goalWith({ to: 5, evaluation }), kpi, values: actuals(6, 4), timeZone };
    expect(goalProgress(input)).toHaveLength(2);
    const after = goalProgressAfter(input);
    expect([after?.period.label, after?.actual]).toEqual(
      at === undefined ? [undefined, at] : ["2014-03", at],
    );
  },
);

test("nothing comes after the last period of a goal's window", () => {
  const goal = goalWith({ to: 5, evaluation: "first-hit" });
  expect(
    goalProgressAfter({ goal, kpi, values: actuals(...Array.from({ length: 12 }, () => 6)), timeZone }),
  ).toBeNull();
});
