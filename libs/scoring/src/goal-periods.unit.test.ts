import { kpiSchema } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { goalPeriods } from "./goal-periods.ts";
import { emptyPlan, timeZoneOf } from "./plan-state.ts";

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

describe("a KPI's time zone", () => {
  const kpi = kpiSchema.parse({ name: "K", unit: "count", behaviour: "flow", grain: "month" });
  const calendar = { kind: "gregorian", timeZone: "Europe/Berlin", fiscalYearStart: 1 } as const;
  const about = {
    effectiveFrom: "2026-01-01",
    recordedAt: "2026-01-01T00:00:00Z",
    managedBy: "file",
    version: 1,
  } as const;
  const state = {
    ...emptyPlan,
    calendars: new Map([["default", { id: "default", definition: calendar, ...about }]]),
  };

  it("is its own, else its calendar's, else UTC", () => {
    expect(timeZoneOf(state, { ...kpi, timeZone: "Asia/Tokyo" })).toBe("Asia/Tokyo");
    expect(timeZoneOf(state, kpi)).toBe("Europe/Berlin");
    expect(timeZoneOf(emptyPlan, kpi)).toBe("UTC");
  });
});
