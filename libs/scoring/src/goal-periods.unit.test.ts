import { parsePeriod } from "@milepost/contracts";
import type { Grain, Period } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { goalPeriods, yearBefore } from "./goal-periods.ts";

const MONTH = { grain: "month" } as const;

describe("a goal's periods", () => {
  it("are the twelve months of its year, the last one due", () => {
    const goal = { window: 2026 };
    expect(goalPeriods(goal, MONTH).map(({ label }) => label)).toHaveLength(12);
  });

  it("lie wholly inside the window", () => {
    const goal = { window: { from: "2026-01-15", to: "2026-04-29" } };
    expect(goalPeriods(goal, MONTH).map(({ label }) => label)).toEqual(["2026-02", "2026-03"]);
  });

  it("are none where the window holds no whole period", () => {
    const goal = { window: { from: "2026-01-02", to: "2026-01-30" } };
    expect(goalPeriods(goal, MONTH)).toEqual([]);
  });

  it("are ISO weeks for a weekly KPI, whole weeks of the year only", () => {
    const periods = goalPeriods({ window: 2026 }, { grain: "week" });
    expect([periods[0]?.label, periods.at(-1)?.label]).toEqual(["2026-W02", "2026-W52"]);
  });
});

describe("the same period a year before", () => {
  it.each([
    ["day", "2024-12-31", "2023-12-31"],
    ["day", "2024-06-30", "2023-06-30"],
    ["day", "2025-02-28", "2024-02-28"],
    ["day", "2024-02-29", "2023-02-28"],
    ["week", "2026-W53", "2025-W52"],
    ["week", "2027-W10", "2026-W10"],
    ["week", "2021-W52", "2020-W52"],
    ["month", "2026-09", "2025-09"],
    ["quarter", "2026-Q1", "2025-Q1"],
    ["year", "2026", "2025"],
  ] as const)("is by the calendar: of the %s %s it is %s", (grain: Grain, label, before) => {
    expect(yearBefore(parsePeriod(label, grain) as Period)).toEqual(parsePeriod(before, grain));
  });
});
