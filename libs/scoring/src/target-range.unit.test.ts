import { goalSchema, kpiSchema, parsePeriod } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { actualAt } from "./actual-at.ts";
import { goalProgress } from "./goal-progress.ts";
import type { GoalProgressRow } from "./goal-progress.ts";
import { hits } from "./hits.ts";
import type { PeriodValue } from "./series-values.ts";
import { goalRange, isInRange, rangeMargin, valueRange } from "./target-range.ts";

const kpi = (direction: Kpi["direction"]): Kpi =>
  kpiSchema.parse({ name: "K", unit: "days", behaviour: "stock", grain: "month", direction });
const goalWith = (measure: object): Goal =>
  goalSchema.parse({
    kind: "key_result",
    title: "G",
    owner: "p",
    window: 2026,
    measure: { kpi: "k", ...measure },
  });
const months = (...values: (number | null)[]): Map<string, PeriodValue> =>
  new Map(
    values.map((actual, index) => [`2026-${String(index + 1).padStart(2, "0")}`, { actual, planned: null }]),
  );
const rowsOf = (
  measure: object,
  values: readonly (number | null)[],
  direction: Kpi["direction"] = "maintain",
): readonly GoalProgressRow[] =>
  goalProgress({
    goal: goalWith(measure),
    kpi: kpi(direction),
    values: months(...values),
    timeZone: "UTC",
  });

test("a range and a target with a tolerance that say the same give the same rows, both ends meet it", () => {
  const values = [10, 17.9, 18, 21, 24, 24.1];
  const range = rowsOf({ from: 10, range: { lower: 18, upper: 24 }, evaluation: "in-range" }, values);
  const around = rowsOf({ from: 10, to: 21, tolerance: 3, evaluation: "in-range" }, values);
  expect(range).toEqual(around);
  const step = { range: { lower: 18, upper: 24 }, trajectory: "step", evaluation: "in-range" };
  expect(rowsOf(step, values).map(({ vendorLabel }) => vendorLabel)).toEqual([
    "Red",
    "Red",
    "Green",
    "Green",
    "Green",
    "Red",
  ]);
});

test("progress towards a range is X-1 to its middle, and there is none where the start lies inside: a goal to hold", () => {
  const from = (start: number): readonly GoalProgressRow[] =>
    rowsOf({ from: start, range: { lower: 18, upper: 24 }, evaluation: "in-range" }, [15.5]);
  expect(from(10)[0]).toMatchObject({ dueTarget: 21, progress: 0.5 });
  expect(from(32)[0]?.progress).toBe(1.5);
  expect(from(18)[0]?.progress).toBeNull();
});

test("a range that is to be held is held from the start: inside is on track, outside is not", () => {
  const hold = { from: 18, range: { lower: 18, upper: 24 }, evaluation: "in-range" };
  const rows = rowsOf(hold, [22, 16]);
  expect(rows.map(({ status }) => status)).toEqual(["on_track", "off_track"]);
  expect(rows[0]).toMatchObject({ targetToDate: 21, targetLower: 18, targetUpper: 24 });
  // Each period of `control` is held against the same.
  const kept = rowsOf({ ...hold, evaluation: "control" }, [22, 16]);
  expect(kept.map(({ actual }) => actual)).toEqual([1, 0.5]);
});

test("on the way to it the range moves with the target, and its ends are told", () => {
  const [january] = rowsOf({ from: 0, to: 36.4, tolerance: 0.1, evaluation: "in-range" }, [3]);
  expect(january).toMatchObject({ targetToDate: 3, targetLower: 2.9, targetUpper: 3.1, status: "on_track" });
  expect(rowsOf({ to: 5 }, [4], "increase")[0]).toMatchObject({ targetLower: 5, targetUpper: null });
  expect(rowsOf({ to: 5 }, [4], "decrease")[0]).toMatchObject({ targetLower: null, targetUpper: 5 });
});

test("decimals that binary numbers cannot hold are ends all the same: .3 ± .1 is met by .2 and .4", () => {
  const range = valueRange(
    { measure: { evaluation: "in-range", tolerance: 0.1 }, direction: "maintain" },
    0.3,
  );
  expect([0.2, 0.4].map((value) => range !== null && isInRange(value, range))).toEqual([true, true]);
});

test("a KPI to maintain is met only by the target itself where no tolerance is given, and to be in no range is unknown", () => {
  expect(rowsOf({ to: 5 }, [5, 5.1]).map(({ status }) => status)).toEqual(["on_track", "off_track"]);
  expect(rowsOf({ to: 5, evaluation: "in-range" }, [5])[0]?.status).toBe("unknown");
});

test("OKR-8: each of 13 kept periods adds 7.69 %; status compares the share so far with the one asked", () => {
  const window = { from: "2026-01-01", to: "2026-03-31" };
  const weekly = kpiSchema.parse({
    name: "K",
    unit: "percent",
    behaviour: "stock",
    grain: "week",
    direction: "increase",
  });
  const goal = { ...goalWith({ to: 90, evaluation: "control" }), window };
  const labels = Array.from({ length: 4 }, (_, index) => `2026-W${String(index + 2).padStart(2, "0")}`);
  const values = new Map(labels.map((label, at) => [label, { actual: at === 2 ? 80 : 95, planned: null }]));
  const rows = goalProgress({ goal, kpi: weekly, values, timeZone: "UTC" });
  // Twelve whole weeks lie in the quarter: three of four are kept.
  expect(rows.map(({ actual }) => actual)).toEqual([1, 1, 0.666666666667, 0.75]);
  expect(rows.map(({ progress }) => progress)).toEqual(
    [1 / 12, 2 / 12, 2 / 12, 3 / 12].map((share) => Number(share.toPrecision(12))),
  );
  expect(rows.map(({ vendorLabel }) => vendorLabel)).toEqual(["Green", "Green", "Red", "Red"]);
  expect(rows[3]).toMatchObject({ dueTarget: 1, targetLower: 1, expectedProgress: 0.333333333333 });
});

test("control counts known periods against their own target, and asks for the share that the plan names", () => {
  const measure = {
    from: 0,
    trajectory: { phased: { "2026-01": 10, "2026-03": 20 } },
    evaluation: "control",
    successRatio: 0.75,
  };
  const rows = rowsOf(measure, [10, null, 15, 20, 21], "increase");
  expect(rows.map(({ actual }) => actual)).toEqual([1, 1, 0.5, 0.666666666667, 0.75]);
  expect(rows.map(({ status }) => status)).toEqual([
    "on_track",
    "on_track",
    "off_track",
    "off_track",
    "on_track",
  ]);
  expect(rows[4]?.progress).toBe(Number((3 / 12 / 0.75).toPrecision(12)));
});

test("of a range, sustain takes the value farthest outside and first-hit the one farthest inside", () => {
  const march = parsePeriod("2026-03", "month") as Period;
  const actual = (evaluation: string): number | null =>
    actualAt(
      {
        goal: goalWith({ range: { lower: 18, upper: 24 }, evaluation }),
        kpi: kpi("maintain"),
        values: months(20, 26, 17),
      },
      march,
    );
  expect([actual("sustain"), actual("first-hit")]).toEqual([26, 20]);
});

test("a margin is not negative exactly where the target is hit, and without a direction nothing is", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
  const measure = { evaluation: "at-due" } as const;
  fc.assert(
    fc.property(
      number,
      number,
      fc.constantFrom("increase", "decrease", "maintain"),
      (actual, target, direction) => {
        const range = goalRange({ measure, direction }, target);
        expect(range !== null && rangeMargin(actual, range) >= 0).toBe(hits(actual, target, direction));
      },
    ),
  );
  expect(goalRange({ measure, direction: undefined }, 1)).toBeNull();
});
