import { goalSchema, kpiSchema, scorecardSchema } from "@milepost/contracts";
import type { Scorecard } from "@milepost/contracts";
import { goalProgress } from "@milepost/scoring";
import { expect, test } from "vitest";
import { emptyPlan } from "../plan-state.ts";
import { measuredObjects } from "./measured-objects.ts";
import { scorecardPeriods } from "./scorecard-periods.ts";

const kpi = kpiSchema.parse({
  name: "On time",
  unit: "percent",
  direction: "increase",
  behaviour: "stock",
  grain: "month",
});
const goal = goalSchema.parse({
  kind: "annual_goal",
  title: "Kept",
  owner: "ann",
  window: 2026,
  measure: { kpi: "k", to: 90, evaluation: "control", successRatio: 0.8 },
});

/** Score in February of the goal, of whose two periods one was kept, on a scorecard as the log defined it. */
function scoreOf(item: Partial<Scorecard["items"][number]>): number | null | undefined {
  const values = new Map([
    ["2026-01", { actual: 95, planned: null }],
    ["2026-02", { actual: 20, planned: null }],
  ]);
  const card = scorecardSchema.parse({ items: [{ goal: "kept", ...item }] });
  const objects = {
    ...measuredObjects(emptyPlan),
    goals: new Map([["kept", goal]]),
    kpis: new Map([["k", kpi]]),
    scorecards: new Map([["all", card]]),
  };
  const progress = new Map([
    ["kept", { rows: goalProgress({ goal, kpi, values, timeZone: "UTC" }), after: null }],
  ]);
  const february = scorecardPeriods("all", { objects, progress }).at(-1);
  return february?.rows.find(({ level }) => level === "item")?.score;
}

test("a definition of before red flags of shares were told from the KPI's unit is read, and scores unknown", () => {
  expect(scoreOf({ redFlagDistance: 5 })).toBeNull();
  expect(scoreOf({ redFlag: 80 })).toBeNull();
  expect(scoreOf({ redFlagDistance: 0.3 })).toBe(10 / 3);
});
