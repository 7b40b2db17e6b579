import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { measuredBy } from "../goal-case.fixture.ts";
import { optionLines } from "./option-lines.ts";

const { data } = EXAMPLE_EVENTS.optionsWeighed;

test("a message names the earliest date and the target that help, and nothing where none does", () => {
  const measured = measuredBy({ to: 0.95 }, { kpi: { unit: "ratio", decimals: 3 } });
  expect(optionLines(data, measured, data.period)).toEqual([
    "Possible: due on 31 March 2027; the chance is 67 % instead of 31 % then.",
    "Possible: a target of 0.932; the chance is 66 % instead of 31 % then.",
  ]);
  expect(optionLines({ ...data, options: [] }, measured, data.period)).toEqual([]);
  expect(optionLines(undefined, measured, data.period)).toEqual([]);
  expect(optionLines(data, measured, "2014-03")[0]).toMatch(/^Possible, by the figures up to .+: due on /);
});
