import { expect, it } from "vitest";
import { chanceInWords, chanceText, outlookWords, pointsChanged, sideOf } from "./chance.ts";
import {
  dateText,
  instantText,
  lacksPeriod,
  longDateText,
  periodAfter,
  periodText,
  shiftMonth,
  spanText,
} from "./dates.ts";
import { listed } from "./lists.ts";
import { bare, counted, limitText, numberText, rangeText, valueText, valueTexts } from "./numbers.ts";

const percent = { unit: "percent", decimals: 1 };

it("a chance is never said to be 0 or 100 %", () => {
  expect([0, 0.004, 0.0099, 0.4, 0.991, 1].map(chanceText)).toEqual([
    "<1\u00a0%",
    "<1\u00a0%",
    "<1\u00a0%",
    "40\u00a0%",
    ">99\u00a0%",
    ">99\u00a0%",
  ]);
  expect(chanceInWords(1)).toBe("over 99\u00a0%");
  expect(chanceInWords(0)).toBe("under 1\u00a0%");
});

it("sides are half-open: 20 and 80 % are in doubt, below misses, above is on course", () => {
  expect([0.1999, 0.2, 0.8, 0.8001].map(sideOf)).toEqual(["miss", "doubt", "doubt", "course"]);
});

it("the wording has five steps", () => {
  expect([0.19, 0.2, 0.45, 0.65, 0.85].map(outlookWords)).toEqual([
    "will very likely miss",
    "will probably miss",
    "can go either way",
    "will probably be reached",
    "will very likely be reached",
  ]);
});

it("a change is said from 3 points on, and only between known chances", () => {
  expect(pointsChanged(0.4, 0.426)).toBe(-3);
  expect(pointsChanged(0.4, 0.42)).toBeNull();
  expect(pointsChanged(0.4, null)).toBeNull();
});

it("numbers carry their unit and the KPI's decimals", () => {
  expect(valueText(97.6, percent)).toBe("97.6\u00a0%");
  expect(valueText(143961, { unit: "miles", decimals: 0 })).toBe("143,961 miles");
  expect(valueText(0.92, { unit: "ratio", decimals: 2 })).toBe("0.92");
  expect(valueText(1200, { unit: "money", decimals: 0, currency: "EUR" })).toBe("EUR\u00a01,200");
  expect(valueText(3, bare({ unit: "miles", decimals: 0 }))).toBe("3");
  expect(numberText(-0.001, 1)).toBe("0.0");
  expect(rangeText(97.6, 98.2, percent)).toBe("97.6 – 98.2\u00a0%");
  expect([counted(1, "goal"), counted(0, "goal"), counted(1204, "goal")]).toEqual([
    "1 goal",
    "0 goals",
    "1,204 goals",
  ]);
});

it("different values that would look equal get decimals until they differ; equal ones do not, unknown stays unknown", () => {
  expect(valueTexts([99.996, 100], percent)).toEqual(["99.996\u00a0%", "100.000\u00a0%"]);
  expect(valueTexts([99.99996, 100], percent)).toEqual(["99.99996\u00a0%", "100.00000\u00a0%"]);
  expect(valueTexts([0.3 + 1e-13, 0.3], percent)).toEqual([
    "0.3000000000001\u00a0%",
    "0.3000000000000\u00a0%",
  ]);
  expect(valueTexts([100 + 1e-13, 100], percent)).toEqual(["100.0\u00a0%", "100.0\u00a0%"]);
  expect(rangeText(97.60001, 97.60002, percent)).toBe("97.60 – 97.60\u00a0%");
  expect(valueTexts([99.36, 99.44], percent)).toEqual(["99.36\u00a0%", "99.44\u00a0%"]);
  expect(valueTexts([99.36, 99.36], percent)).toEqual(["99.4\u00a0%", "99.4\u00a0%"]);
  expect(valueTexts([null, 98], percent)).toEqual([null, "98.0\u00a0%"]);
});

it("dates read as people write them, and midnight is the end of the day before", () => {
  expect(periodText("2014-09")).toBe("September 2014");
  expect(periodText("2014-W36")).toBe("2014-W36");
  expect([spanText("2014-10", "2014-12"), spanText("2014-12", "2014-12")]).toEqual(["Oct–Dec", "Dec"]);
  expect(shiftMonth("2014-01", -1)).toBe("2013-12");
  expect([periodAfter("2014-12", "month"), periodAfter("2014-W52", "week")]).toEqual(["2015-01", "2015-W01"]);
  expect(periodAfter("2014-Q4", "month")).toBe("2014-Q4");
  expect([dateText("2014-09-30"), longDateText("2014-10-01")]).toEqual(["30 Sep 2014", "1 October 2014"]);
  expect(instantText(Date.parse("2014-10-01T04:00:00Z"), "America/New_York")).toBe("end of 30 Sep 2014");
  expect(instantText(Date.parse("2014-10-01T13:30:00Z"), "America/New_York")).toBe("1 Oct 2014, 09:30");
});

it("lists read as sentences", () => {
  expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});

it("figures lack a period of their own grain that is over by the end of the month, and none that is not", () => {
  const lacking = [
    lacksPeriod("2026-W30", "week", "2026-10"),
    lacksPeriod("2026-W43", "week", "2026-10"),
    lacksPeriod("2026-Q1", "quarter", "2026-10"),
    lacksPeriod("2026-Q3", "quarter", "2026-10"),
    lacksPeriod("2024", "year", "2026-10"),
    lacksPeriod("2025", "year", "2026-10"),
    lacksPeriod("2026-09", "month", "2026-10"),
    lacksPeriod("2026-10-31", "day", "2026-10"),
  ];
  expect(lacking).toEqual([true, false, true, false, true, false, true, false]);
  expect(lacksPeriod(null, "month", "2026-10")).toBe(true);
});

it("a figure to hold has its unit and is never rounded to where the target would be missed", () => {
  const whole = { unit: "percent", decimals: 0 };
  expect(limitText(95.15, whole, "atLeast")).toBe("95.2\u00a0%");
  expect(limitText(95.85, whole, "atMost")).toBe("95.8\u00a0%");
});

it("a chance is never rounded to the other side", () => {
  expect([0.19899, 0.2, 0.8, 0.8001, 0.796].map(chanceText)).toEqual(
    ["19.9", "20", "80", "80.01", "80"].map((number) => `${number}\u00a0%`),
  );
});
