import { expect, it } from "vitest";
import type { EndedGoal } from "../../reading/readings.ts";
import { alertRows } from "./alert-rows.ts";

const GOALS = 30;

function ended(fields: Partial<EndedGoal>): readonly EndedGoal[] {
  return Array.from({ length: GOALS }, (_, index) => ({
    goal: `${JSON.stringify(fields)}-${index}`,
    hit: false,
    alerts: 1,
    first: { period: "2013-06", lead: 6 },
    kind: "annual_goal",
    owner: "Kim",
    model: { name: "theta", version: "7" },
    ...fields,
  }));
}

it("precision, recall and lead by model version and owner; what there is only one of is not told apart", () => {
  const rows = alertRows([
    ...ended({}),
    ...ended({ owner: "Lee", hit: true, model: { name: "theta", version: "8" } }),
    ...ended({ owner: "Lee", first: null, alerts: 0 }),
  ]);
  expect(rows).toEqual([
    ["by theta, version 7", "60", "30", "100\u00a0%", "50\u00a0%", "6 months"],
    ["by theta, version 8", "30", "30", "0\u00a0%", "too few to say", "too few to say"],
    ["to Lee", "60", "30", "0\u00a0%", "0\u00a0%", "too few to say"],
    ["to Kim", "30", "30", "100\u00a0%", "100\u00a0%", "6 months"],
  ]);
});
