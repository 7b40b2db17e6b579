import { goalSchema, kpiSchema, periodContaining } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";
import { goalProgress, goalProgressAfter } from "@milepost/scoring";
import { expect, test } from "vitest";
import { periodsOfGoals, goalAt } from "./goal-at-period.ts";
import type { ScoredGoal } from "./goal-at-period.ts";

/** A goal of 2026 on a KPI with some values by period label. */
function scored(grain: Grain, values: Readonly<Record<string, number>>): ScoredGoal {
  const kpi = kpiSchema.parse({
    name: "Orders",
    unit: "count",
    behaviour: "stock",
    direction: "increase",
    grain,
  });
  const goal = goalSchema.parse({
    kind: "annual_goal",
    title: "More orders",
    owner: "ann",
    window: 2026,
    measure: { kpi: "orders", to: 10, trajectory: "step" },
  });
  const known = Object.entries(values).map(([label, actual]) => [label, { actual, planned: null }] as const);
  const input = { goal, kpi, values: new Map(known), timeZone: "UTC" };
  return { goal, kpi, rows: goalProgress(input), after: goalProgressAfter(input) };
}

const monthly = scored("month", { "2026-01": 4, "2026-02": 5 });
const daily = scored("day", { "2026-01-31": 7, "2026-02-27": 8, "2026-03-02": 9 });
const actualAt = (one: ScoredGoal, month: string): number | null | undefined => {
  const standing = goalAt(one, periodContaining(`${month}-01`, "month"));
  return standing === undefined ? undefined : (standing.row?.actual ?? null);
};

test("a scorecard of several grains stands at the coarsest one's periods, wherever one of its goals has a value", () => {
  const labels = (...goals: readonly ScoredGoal[]): readonly string[] =>
    periodsOfGoals(goals).map(({ label }) => label);
  expect(labels(monthly)).toEqual(["2026-01", "2026-02"]);
  expect(labels(monthly, daily)).toEqual(["2026-01", "2026-02", "2026-03"]);
  expect(labels(daily)).toHaveLength(61);
});

test("a goal of a finer grain stands at its last period that is over by then, and is unknown where that has no value", () => {
  expect(["2026-01", "2026-02", "2026-03"].map((month) => actualAt(daily, month))).toEqual([7, null, null]);
  expect(["2026-01", "2026-02", "2026-03"].map((month) => actualAt(monthly, month))).toEqual([4, 5, null]);
});

const yearly = scored("year", { "2026": 8 });

test("beside finer goals a yearly one stands month by month: unknown until its year is over, and they do not wait for that", () => {
  expect(periodsOfGoals([monthly, yearly]).map(({ label }) => label)).toEqual([
    "2026-01",
    "2026-02",
    "2026-12",
  ]);
  expect(["2026-01", "2026-02", "2026-12"].map((month) => actualAt(monthly, month))).toEqual([4, 5, null]);
  expect(["2026-01", "2026-02", "2026-12"].map((month) => actualAt(yearly, month))).toEqual([null, null, 8]);
  expect(periodsOfGoals([daily, yearly]).at(-1)?.label).toBe("2026-12");
  expect(periodsOfGoals([yearly]).map(({ label }) => label)).toEqual(["2026"]);
});

test("outside its window a goal is on no scorecard", () => {
  expect(actualAt(daily, "2025-12")).toBeUndefined();
  expect(["2025-12", "2027-01"].map((month) => actualAt(yearly, month))).toEqual([undefined, undefined]);
  expect(actualAt(monthly, "2025-12")).toBeUndefined();
});
