import { parsePeriod } from "@milepost/contracts";
import type { Measure, Period } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { SeriesValues } from "./series-values.ts";
import { targetAt } from "./target-at.ts";
import type { Targets } from "./target-at.ts";

const month = (label: string): Period => parsePeriod(label, "month") as Period;

function targets(measure: Partial<Measure>, label: string, planned: Record<string, number> = {}): Targets {
  const whole = { kpi: "k", series: {}, trajectory: "linear", evaluation: "at-due", ...measure } as Measure;
  const values: SeriesValues = new Map(
    Object.entries(planned).map(([key, value]) => [key, { actual: null, planned: value }]),
  );
  return targetAt({ goal: { window: 2014, measure: whole }, kpi: { grain: "month" }, values }, month(label));
}

test("X-4: a linear trajectory is 0 on the first day and 1 on the last", () => {
  const end = targets({ from: 100, to: 464 }, "2014-12");
  expect(end).toEqual({ toDate: 464, due: 464 });
  expect(targets({ from: 100, to: 464 }, "2014-01").toDate).toBe(130);
});

test("a linear trajectory without a start is level at its end; so is a step", () => {
  expect(targets({ to: 5 }, "2014-03")).toEqual({ toDate: 5, due: 5 });
  expect(targets({ from: 1, to: 5, trajectory: "step" }, "2014-03")).toEqual({ toDate: 5, due: 5 });
});

test("X-5: a phased trajectory holds the last step, and is unknown before the first without a start", () => {
  const trajectory = { phased: { "2014-03": 10, "2014-06": 20 } };
  expect(targets({ trajectory }, "2014-02")).toEqual({ toDate: null, due: 20 });
  expect(targets({ trajectory, from: 4 }, "2014-02").toDate).toBe(4);
  expect(targets({ trajectory }, "2014-05").toDate).toBe(10);
  expect(targets({ trajectory, to: 30 }, "2014-09")).toEqual({ toDate: 20, due: 30 });
});

test("planned, latest: the newest published target at or before the period, of this window only", () => {
  const measure = { trajectory: { planned: "latest" } } as const;
  expect(targets(measure, "2014-04", { "2014-01": 7, "2014-03": 8 })).toEqual({ toDate: 8, due: 8 });
  expect(targets(measure, "2014-04", { "2013-12": 7 })).toEqual({ toDate: null, due: null });
  expect(targets(measure, "2014-02", { "2014-02": 7, "2014-12": 9 })).toEqual({ toDate: 7, due: 9 });
});

test("planned, last year's ratio: this month's target grows as last year's did", () => {
  const measure = { trajectory: { planned: "last-year-ratio" } } as const;
  const lastYear = { "2013-03": 250, "2013-12": 1000 };
  expect(targets(measure, "2014-03", { ...lastYear, "2014-03": 300 })).toEqual({ toDate: 300, due: 1200 });
  expect(targets(measure, "2014-03", { "2014-03": 300 })).toEqual({ toDate: 300, due: null });
  expect(targets(measure, "2014-03", { ...lastYear, "2014-03": 300, "2014-12": 1100 }).due).toBe(1100);
  expect(targets(measure, "2014-04", { ...lastYear, "2014-03": 300 })).toEqual({ toDate: null, due: 1200 });
});

test("last year's ratio over a target of 0 is unknown", () => {
  const measure = { trajectory: { planned: "last-year-ratio" } } as const;
  expect(targets(measure, "2014-03", { "2013-03": 0, "2013-12": 4, "2014-03": 1 }).due).toBeNull();
});
