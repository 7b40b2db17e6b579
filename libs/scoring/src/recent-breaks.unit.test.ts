import { expect, test } from "vitest";
import { recentBreaks } from "./recent-breaks.ts";

const told = (period: string, ...breaks: readonly string[]): readonly string[] =>
  recentBreaks(
    breaks.map((one) => ({ period: one })),
    period,
  ).map((one) => one.period);

test("breaks of the last two years are told, older ones are not, at every grain", () => {
  expect(told("2014-09", "2010-06", "2012-09", "2012-10", "2014-02")).toEqual(["2012-10", "2014-02"]);
  expect(told("2014-W09", "2012-W09", "2012-W10")).toEqual(["2012-W10"]);
  expect(told("2014-Q1", "2011-Q4", "2012-Q1", "2012-Q2")).toEqual(["2012-Q2"]);
  expect(told("2014-03-01", "2012-03-01", "2012-03-02")).toEqual(["2012-03-02"]);
  expect(told("2014", "2012", "2013")).toEqual(["2013"]);
});
