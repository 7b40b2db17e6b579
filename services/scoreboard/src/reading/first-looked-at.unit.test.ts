import { goalSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { firstLookedAt } from "./first-looked-at.ts";

test.each([
  ["its window", "linear", "2011-04-01"],
  ["another series", { planned: "latest" }, "2011-04-01"],
  ["last year's ratio", { planned: "last-year-ratio" }, "2010-04-01"],
])("a goal whose targets follow from %s looks at the figures it needs", (_by, trajectory, first) => {
  const window = { from: "2011-04-01", to: "2014-03-31" };
  const measure = { kpi: "a", to: 1, trajectory, evaluation: "at-due" };
  const goal = goalSchema.parse({ kind: "objective", title: "A", owner: "lead", window, measure });
  expect(firstLookedAt(goal)).toBe(first);
});
