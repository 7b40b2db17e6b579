import { expect, test } from "vitest";
import { describeEffects, mayChangeStatus } from "./plan-effects.ts";

const nothing = {
  totals: { statusChanges: 0, goals: 0, scorecards: 0, kpis: 0 },
  goals: [],
  scorecards: [],
  kpis: [],
  notWorkedOut: [],
  truncated: false,
  note: "",
};

test("a plan that changes nothing says so", () => {
  expect(describeEffects(nothing)).toContain("No status would change.");
  expect(mayChangeStatus(nothing)).toBe(false);
});

test("what was not worked out comes first, and is never said to stay as it is", () => {
  const open = { ...nothing, notWorkedOut: [{ kpi: "deals", goals: ["all", "most"] }] };
  const text = describeEffects(open);
  expect(text).toMatch(/^Not worked out: [^]*deals, measured by all, most/u);
  expect(text).not.toContain("No status would change.");
  expect(mayChangeStatus(open)).toBe(true);
});
