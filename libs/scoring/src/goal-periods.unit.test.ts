import { describe, expect, it } from "vitest";
import { goalPeriods } from "./goal-periods.ts";

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
