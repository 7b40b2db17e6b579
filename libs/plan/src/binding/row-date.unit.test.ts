import { expect, it } from "vitest";
import { rowDate } from "./row-date.ts";

it.each([
  ["2026-09-03", "2026-09-03"],
  ["2026-09-30T22:30:00Z", "2026-10-01"],
  ["2028-02-29T10:00:00+02:00", "2028-02-29"],
  ["2026-02-30", undefined],
  ["2026-02-30T10:00:00Z", undefined],
  ["2026-04-31T10:00:00+02:00", undefined],
  ["2026-13-01T10:00:00Z", undefined],
  ["2026-09-03T10:00:00", undefined],
])("the day of %s in Berlin is %s: what is on no calendar is no day of the next month", (value, date) => {
  expect(rowDate(value, "Europe/Berlin")).toBe(date);
});
