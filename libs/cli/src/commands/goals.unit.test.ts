import { expect, it } from "vitest";
import { whyNot } from "./goals.ts";

it("a goal without a chance says why: closed and how, not assessed yet, or the assessment's reason", () => {
  expect(whyNot({ assessment: null, outcome: "unscored" })).toBe("closed unscored");
  expect(whyNot({ assessment: null, outcome: "miss" })).toBe("closed miss");
  expect(whyNot({ assessment: null, outcome: null })).toBe("not assessed");
  expect(whyNot({ assessment: { reason: "no_data" }, outcome: null })).toBe("unknown: no data");
});
