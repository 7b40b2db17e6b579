import { expect, it } from "vitest";
import { describe as describeExplanation } from "./explain.ts";

const style = { unit: "currency", currency: "EUR", decimals: 2 };
const explanation = {
  kpi: "won-revenue",
  name: "Won revenue",
  unit: "currency",
  period: "2026-09",
  series: "",
  events: [],
} as const;

it("a derived total is explained by its members, each with its value and the command that explains it", () => {
  const derived = {
    actual: 602,
    planned: null,
    members: [
      { series: "region=south", actual: 118.5, planned: null },
      { series: "region=the north", actual: 483.5, planned: 500 },
    ],
  };
  expect(describeExplanation({ ...explanation, derived }, style, "2026-09").split("\n")).toEqual([
    "Won revenue, 2026-09, in EUR: EUR 602.00",
    "The total is derived: it is made from its members, and unknown where one of them is.",
    "",
    "member                 value      target",
    "region=south      EUR 118.50        none",
    "region=the north  EUR 483.50  EUR 500.00",
    "",
    "Each member is explained by:",
    "  npx milepost explain won-revenue 2026-09 --series region=south --as-of 2026-09",
    "  npx milepost explain won-revenue 2026-09 --series 'region=the north' --as-of 2026-09",
  ]);
});

it("a member that is missing is unknown, and so is the derived total, never 0", () => {
  const derived = {
    actual: null,
    planned: null,
    members: [{ series: "region=south", actual: null, planned: null }],
  };
  const text = describeExplanation({ ...explanation, derived }, style);
  expect(text).toContain("in EUR: unknown");
  expect(text).toMatch(/region=south +unknown/u);
});
