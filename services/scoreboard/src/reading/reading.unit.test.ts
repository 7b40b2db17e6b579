import { emptyPlan } from "@milepost/plan";
import { expect, it } from "vitest";
import { momentOf, monthsToLookAt } from "./moments.ts";
import { ownParts, seriesReading } from "./series.ts";
import { pageOf } from "../api/paging.ts";

const october = {
  now: Date.parse("2014-10-01T04:00:00Z"),
  timeZone: "America/New_York",
  first: "2014-06-01",
};

it("the newest month is the last one that is over on the deployment's clock, in its time zone", () => {
  expect(monthsToLookAt({ ...october, asOf: undefined })).toEqual([
    "2014-09",
    "2014-08",
    "2014-07",
    "2014-06",
  ]);
  const justBefore = { ...october, now: october.now - 1, asOf: undefined };
  expect(monthsToLookAt(justBefore)[0]).toBe("2014-08");
});

it("a past month is looked at from its own end; months to come, or without data, are not there", () => {
  const august = momentOf({ ...october, asOf: "2014-08" });
  expect(august).toMatchObject({ period: "2014-08", previous: "2014-07", latest: false });
  expect(new Date(august?.instant ?? 0).toISOString()).toBe("2014-09-01T04:00:00.000Z");
  expect(momentOf({ ...october, asOf: "2014-10" })).toBeUndefined();
  expect(momentOf({ ...october, asOf: "2014-05" })).toBeUndefined();
  expect(momentOf({ ...october, asOf: "soon" })).toBeUndefined();
});

it("a week, a day or an instant is looked at from its own end, within the months that are over", () => {
  const at = (asOf: string) => momentOf({ ...october, asOf });
  const week = { period: "2014-07", latest: false, asked: "2014-W34" };
  expect(at("2014-W34")).toMatchObject({ ...week, instant: Date.parse("2014-08-25T04:00:00Z") });
  expect(at("2014-08-09")).toMatchObject({ overBy: Date.parse("2014-08-10T04:00:00Z"), asked: "2014-08-09" });
  expect(at("2014-08-09T12:00:00Z")).toMatchObject({ knownUntil: Date.parse("2014-08-09T12:00:00Z") });
  // Before the first month with data was over there were days with data.
  expect(at("2014-06-09")).toMatchObject({ period: "2014-05", asked: "2014-06-09" });
});

it("a quarter is looked at as its last month is; what was over since the newest month's end, or is running, as of now", () => {
  const now = Date.parse("2014-10-20T12:00:00Z");
  const at = (asOf: string | undefined) => momentOf({ ...october, now, asOf });
  expect(at("2014-Q2")).toEqual(at("2014-06"));
  for (const asOf of ["2014-Q3", "2014-W41", "2014-W43", "2014", "2014-10-19T12:00:00Z"])
    expect(at(asOf), asOf).toEqual(at(undefined));
  for (const asOf of ["2014-W44", "2014-10-21", "2014-10-20T12:00:01Z", "2014-Q1", "2014-05-31", "2014-W60"])
    expect(at(asOf), asOf).toBeUndefined();
});

it("at the newest moment no period counts as over before its time, though answers are shared for a minute", () => {
  const now = october.now + 90_001;
  expect(momentOf({ ...october, now, asOf: undefined })).toMatchObject({
    instant: october.now + 120_000,
    overBy: october.now + 60_000,
  });
  expect(momentOf({ ...october, asOf: undefined })).toMatchObject({ overBy: october.now });
});

it("a figure that restarts each January is shown as its monthly parts; a gap leaves the next one unknown", () => {
  const figures = [
    { period: "2013-12", actual: 100, target: 90 },
    { period: "2014-01", actual: 8, target: 7 },
    { period: "2014-02", actual: 20, target: null },
    { period: "2014-04", actual: 40, target: 28 },
  ];
  expect(ownParts(figures, "month").slice(1)).toEqual([
    { period: "2014-01", actual: 8, target: 7 },
    { period: "2014-02", actual: 12, target: null },
    { period: "2014-04", actual: null, target: null },
  ]);
});

it.each([
  ["day", ["2026-10-31", "2026-11-01", "2026-12-31", "2027-01-01"], [null, 10, null, 10]],
  // ISO year 2026 has 53 weeks, and its first week begins in December 2025.
  ["week", ["2025-W52", "2026-W01", "2026-W53", "2027-W01"], [null, 10, null, 10]],
  ["week", ["2026-W51", "2026-W52", "2026-W53", "2027-W01"], [null, 10, 10, 10]],
  ["quarter", ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"], [null, 10, 10, 10]],
] as const)(
  "a figure that restarts each year is shown as its parts by the %s, too",
  (...[grain, periods, parts]) => {
    let toDate = 3040;
    const figures = periods.map((period, index) => {
      toDate = period.slice(0, 4) === (periods[index - 1] ?? period).slice(0, 4) ? toDate + 10 : 10;
      return { period, actual: toDate, target: toDate };
    });
    expect(ownParts(figures, grain).map(({ actual }) => actual)).toEqual(parts);
    expect(ownParts(figures, grain).map(({ target }) => target)).toEqual(parts);
  },
);

const known = { numerators: [], denominators: [], known_at: [], first_known_at: [], earlier_known_at: 0 };
const reported = { kpi: "k", series: "", first_period: "2014-02", earlier_period: null, ...known };

it("actual and planned values of a series meet by period", () => {
  const rows = [
    { ...reported, kind: "actual" as const, labels: ["2014-02"], values: [2] },
    { ...reported, kind: "planned" as const, labels: ["2014-02", "2014-03"], values: [3, 3] },
  ];
  const series = seriesReading(new Map([["k", rows]]), emptyPlan);
  expect(series.figuresOf("k")).toEqual([
    { period: "2014-02", actual: 2, target: 3 },
    { period: "2014-03", actual: null, target: 3 },
  ]);
  expect(series.lastPeriod("k")).toBe("2014-02");
  expect(series.lastPeriod("other")).toBeNull();
});

it("following the cursor reads every item once", () => {
  const items = ["a", "b", "c", "d", "e"];
  const read: string[] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(items, (item) => item, { limit: 2, cursor });
    read.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(read).toEqual(items);
});
