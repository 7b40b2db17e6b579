import { expect, test } from "vitest";
import { deliveryConfidence } from "./delivery-confidence.ts";

test("a chance has one of five steps, each with its lower bound", () => {
  const chances = [1, 0.85, 0.849, 0.65, 0.649, 0.45, 0.449, 0.2, 0.199, 0];
  expect(chances.map(deliveryConfidence)).toEqual([
    "highly_likely",
    "highly_likely",
    "probable",
    "probable",
    "feasible_but_significant_issues",
    "feasible_but_significant_issues",
    "in_doubt",
    "in_doubt",
    "unachievable",
    "unachievable",
  ]);
});
