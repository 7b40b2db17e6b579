import { expect, it } from "vitest";
import { cadenceDuration, durationInWords } from "./cadence.ts";

it.each([
  [cadenceDuration("weekly"), "7 days"],
  [cadenceDuration("monthly"), "1 month"],
  [cadenceDuration("quarterly"), "3 months"],
  ["P10D", "10 days"],
  ["P1DT12H", "1 day and 12 hours"],
  ["PT1M", "1 minute"],
])("the duration %s is said as %s", (duration, words) => {
  expect(durationInWords(duration)).toBe(words);
});
