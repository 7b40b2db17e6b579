import { parsePeriod } from "@milepost/contracts";
import type { Goal, Kpi, Measure, Period } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { SeriesValues } from "./series-values.ts";
import { targetAt } from "./target-at.ts";
import type { Targets } from "./target-at.ts";

interface Asked {
  readonly window?: Goal["window"];
  readonly kpi?: Pick<Kpi, "grain" | "direction">;
  readonly planned?: Readonly<Record<string, number>>;
}

/** Targets at a period of 2014, of a monthly KPI that should grow, unless something else is asked. */
function targetsOf(measure: Partial<Measure>, label: string, asked: Asked = {}): Targets {
  const { window = 2014, kpi = { grain: "month", direction: "increase" }, planned = {} } = asked;
  const whole = { kpi: "k", series: {}, trajectory: "linear", evaluation: "at-due", ...measure } as Measure;
  const values: SeriesValues = new Map(
    Object.entries(planned).map(([key, value]) => [key, { actual: null, planned: value }]),
  );
  return targetAt({ goal: { window, measure: whole }, kpi, values }, parsePeriod(label, kpi.grain) as Period);
}

function targets(measure: Partial<Measure>, label: string, planned: Record<string, number> = {}): Targets {
  return targetsOf(measure, label, { planned });
}

test("X-4: a linear trajectory is 0 on the first day and 1 on the last", () => {
  const end = targets({ from: 100, to: 464 }, "2014-12");
  expect(end).toEqual({ toDate: 464, due: 464 });
  expect(targets({ from: 100, to: 464 }, "2014-01").toDate).toBe(130);
});

test("a sum starts at 0 whatever the plan says of the window before, and before its first phase nothing is asked for", () => {
  const sum = { from: 1000, to: 1200, evaluation: "cumulative" } as const;
  expect(targets(sum, "2014-01").toDate).toBe(Number(((1200 * 31) / 365).toPrecision(15)));
  expect(targets(sum, "2014-12")).toEqual({ toDate: 1200, due: 1200 });
  const phased = { ...sum, trajectory: { phased: { "2014-03": 300 } } };
  expect(targets(phased, "2014-02").toDate).toBeNull();
  expect(targets(phased, "2014-03").toDate).toBe(300);
});

test("X-4: the line begins with the first whole period and is at its end in the due one, wherever the window ends", () => {
  const quarterly = {
    window: { from: "2024-01-01", to: "2026-09-27" },
    kpi: { grain: "quarter", direction: "increase" },
  } as const;
  expect(targetsOf({ from: 1.1, to: 1.9 }, "2026-Q2", quarterly)).toEqual({ toDate: 1.9, due: 1.9 });
  const weekly = { window: 2026, kpi: { grain: "week", direction: "increase" } } as const;
  for (const evaluation of ["at-due", "cumulative"] as const) {
    expect(targetsOf({ from: 0, to: 51, evaluation }, "2026-W52", weekly).toDate).toBe(51);
  }
  // Of 51 whole weeks each adds its own part to a sum.
  expect(targetsOf({ to: 51, evaluation: "cumulative" }, "2026-W02", weekly).toDate).toBe(1);
  const part = { window: { from: "2014-01-15", to: "2014-04-14" } };
  expect(targetsOf({ from: 0, to: 59, evaluation: "cumulative" }, "2014-02", part).toDate).toBe(28);
  expect(targetsOf({ from: 0, to: 58 }, "2014-03", part).toDate).toBe(58);
});

test.each([
  [{ from: 95, to: 90 }, "increase"],
  [{ from: 3, to: 4 }, "decrease"],
  [{ from: 95, to: 90, evaluation: "sustain" }, "increase"],
  [{ from: 20, to: 21, tolerance: 1 }, "maintain"],
] as const)(
  "X-3: a start that already meets the target is a goal to hold, and its target is level: %o",
  (measure, direction) => {
    const asked = { kpi: { grain: "month", direction } } as const;
    for (const label of ["2014-01", "2014-07", "2014-12"]) {
      expect(targetsOf(measure, label, asked)).toEqual({ toDate: measure.to, due: measure.to });
    }
  },
);

test("a start inside the range is held at the range, one outside moves towards it", () => {
  const range = { range: { lower: 18, upper: 24 }, evaluation: "in-range" } as const;
  const asked = { kpi: { grain: "month", direction: "maintain" } } as const;
  expect(targetsOf({ from: 18, ...range }, "2014-01", asked)).toEqual({ toDate: 21, due: 21 });
  expect(targetsOf({ from: 21 - 36.4, ...range }, "2014-01", asked).toDate).toBe(-12.4);
});

test("a sum that should stay small is no goal to hold: it starts at 0, and has its part of the target at each period", () => {
  const asked = { kpi: { grain: "month", direction: "decrease" } } as const;
  expect(targetsOf({ to: 365, evaluation: "cumulative" }, "2014-01", asked).toDate).toBe(31);
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

test("last year's ratio takes the same dates of the year before, in leap years too", () => {
  const planned = { "2023-12-31": 1000, "2024-01-01": 10, "2023-06-30": 500, "2023-07-01": 250 };
  const daily = { window: 2024, kpi: { grain: "day", direction: "increase" } } as const;
  const measure = { trajectory: { planned: "last-year-ratio" } } as const;
  const asked = { ...daily, planned: { ...planned, "2024-06-30": 550 } };
  expect(targetsOf(measure, "2024-06-30", asked)).toEqual({ toDate: 550, due: 1100 });
});

test("last year's ratio over a target of 0 is unknown", () => {
  const measure = { trajectory: { planned: "last-year-ratio" } } as const;
  expect(targets(measure, "2014-03", { "2013-03": 0, "2013-12": 4, "2014-03": 1 }).due).toBeNull();
});
