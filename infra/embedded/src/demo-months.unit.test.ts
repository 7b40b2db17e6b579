import { expect, it } from "vitest";
import { DEMO_ENDS_AT, DEMO_STARTS_AT, monthName, nextMonthEnd } from "./demo-months.ts";

it("the demo starts at midnight of 1 October 2014 in New York", () => {
  expect(new Date(DEMO_STARTS_AT).toISOString()).toBe("2014-10-01T04:00:00.000Z");
  expect(monthName(DEMO_STARTS_AT)).toBe("September 2014");
});

it("the next months end at local midnight, over the change to standard time, until December", () => {
  const october = nextMonthEnd(DEMO_STARTS_AT);
  const november = nextMonthEnd(october);
  const december = nextMonthEnd(november);
  expect([october, november, december].map((instant) => new Date(instant).toISOString())).toEqual([
    "2014-11-01T04:00:00.000Z",
    "2014-12-01T05:00:00.000Z",
    "2015-01-01T05:00:00.000Z",
  ]);
  expect(december).toBe(DEMO_ENDS_AT);
  expect(() => nextMonthEnd(december)).toThrow("The demo's data ends with December 2014");
});
