import { kpiSchema } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { emptyPlan, timeZoneOf } from "./plan-state.ts";

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
