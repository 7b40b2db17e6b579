import { expect, test } from "vitest";
import { afterClosings, goalEnd, isNews, newEnd } from "./close-goals.ts";
import { measuredBy, reading, RECORDED, steady } from "./goal-case.fixture.ts";
import type { KnownClosing } from "./ledger.ts";
import { readingOf } from "./series-reading.ts";
import type { Reading } from "./series-reading.ts";
import { seriesRow } from "./series-row.fixture.ts";
import type { Entry } from "./series-row.fixture.ts";

test("a goal is closed when its due actual is known; equal to the target is a hit", () => {
  const over = Date.parse("2027-01-01T00:00:00Z");
  const measured = measuredBy({ to: 10 });
  expect(goalEnd(measured, reading(steady(36).with(35, 10)), over)).toMatchObject({
    outcome: "hit",
    actual: 10,
    asOf: over,
  });
  expect(goalEnd(measured, reading(steady(36).with(35, 9)), over)).toMatchObject({ outcome: "miss" });
  expect(goalEnd(measured, reading(steady(36)), over - 1)).toBeNull();
  expect(goalEnd(measured, reading(steady(35)), over)).toBeNull();
});

test("a goal whose last actual never comes closes unscored when the KPI is final, and is scored if it comes later", () => {
  const due = Date.parse("2027-01-01T00:00:00Z");
  const day = 86_400_000;
  const measured = measuredBy({ to: 10 }, { kpi: { finalAfter: "P10D" } });
  expect(goalEnd(measured, reading(steady(35)), due + 10 * day - 1)).toBeNull();
  const end = goalEnd(measured, reading(steady(35)), due + 10 * day);
  expect(end).toEqual({ outcome: "unscored", actual: null, target: 10, asOf: due + 10 * day });
  const silent = measuredBy({ to: 10 });
  expect(goalEnd(silent, reading(steady(35)), due + 89 * day)).toBeNull();
  expect(goalEnd(silent, reading(steady(35)), due + 90 * day)).toMatchObject({ outcome: "unscored" });
  const late = goalEnd(silent, reading(steady(36).with(35, 10)), due + 200 * day);
  expect(late).toMatchObject({ outcome: "hit", actual: 10 });
});

test("a planned goal's own due target is awaited as its actual is: one that never comes closes it unscored, however near the last one was", () => {
  const measured = measuredBy({ trajectory: { planned: "latest" } });
  const over = Date.parse("2027-01-01T00:00:00Z");
  const day = 86_400_000;
  expect(goalEnd(measured, reading(steady(36), { "2026-11": 10 }), over + 89 * day)).toBeNull();
  const end = goalEnd(measured, reading(steady(36), { "2026-11": 10 }), over + 90 * day);
  expect(end).toMatchObject({ outcome: "unscored", target: null, asOf: over + 90 * day });
  expect(goalEnd(measured, reading(steady(36), { "2026-12": 99 }), over)).toMatchObject({ outcome: "miss" });
});

test("a share of periods is neither kept nor broken while a missing one could still tell", () => {
  const over = Date.parse("2027-01-01T00:00:00Z");
  const day = 86_400_000;
  const all = measuredBy({ to: 10, trajectory: "step", evaluation: "control" });
  const kept = Array.from({ length: 36 }, () => 10);
  expect(goalEnd(all, reading(kept.slice(0, 35)), over)).toBeNull();
  expect(goalEnd(all, reading(kept.slice(0, 25)), over + 89 * day)).toBeNull();
  const end = goalEnd(all, reading(kept.slice(0, 25)), over + 90 * day);
  expect(end).toEqual({ outcome: "unscored", actual: null, target: 1, asOf: over + 90 * day });
  expect(goalEnd(all, reading(kept.with(35, 9)), over)).toMatchObject({ outcome: "miss" });
  expect(goalEnd(all, reading(kept), over)).toMatchObject({ outcome: "hit", actual: 1 });
});

test("a share of periods is closed without the missing ones where none of them can change it", () => {
  const over = Date.parse("2027-01-01T00:00:00Z");
  const half = measuredBy({ to: 10, trajectory: "step", evaluation: "control", successRatio: 0.5 });
  const year = (kept: number, missed: number): Parameters<typeof reading>[0] => [
    ...steady(24),
    ...Array.from({ length: kept }, () => 10),
    ...Array.from({ length: missed }, () => 9),
  ];
  const outcomeOf = (kept: number, missed: number): string | undefined =>
    goalEnd(half, reading(year(kept, missed)), over)?.outcome;
  expect(outcomeOf(6, 0)).toBe("hit");
  expect(outcomeOf(5, 6)).toBeUndefined();
  expect(outcomeOf(0, 6)).toBeUndefined();
  expect(outcomeOf(0, 7)).toBe("miss");
});

test("an end of a share of periods was known no sooner than the last target of any of them", () => {
  const late = "2027-02-10T00:00:00Z";
  const { periods, ...measured } = measuredBy({ trajectory: { planned: "latest" }, evaluation: "control" });
  const about = { kpi: "k", series: "" };
  const rows = [
    seriesRow(
      { ...about, kind: "actual" },
      periods.map(({ label }) => [label, 10, RECORDED]),
    ),
    seriesRow(
      { ...about, kind: "planned" },
      periods.map(({ label }) => [label, 9, label === "2026-01" ? late : RECORDED]),
    ),
  ];
  const end = goalEnd(
    { periods, ...measured },
    readingOf(rows, () => undefined),
    Date.parse("2027-03-01T00:00:00Z"),
  );
  expect(end).toMatchObject({ outcome: "hit", asOf: Date.parse(late) });
});

test("what must be met once is missed only when no value is missing that could have met it", () => {
  const over = Date.parse("2027-01-01T00:00:00Z");
  const day = 86_400_000;
  const once = measuredBy({ to: 100, evaluation: "first-hit" });
  const best = steady(36).with(30, 90);
  const gap: readonly (number | null)[] = best.map((value, index) => (index === 28 ? null : value));
  expect(goalEnd(once, reading(best.slice(0, 35)), over)).toBeNull();
  expect(goalEnd(once, reading(gap), over + 89 * day)).toBeNull();
  expect(goalEnd(once, reading(gap), over + 90 * day)).toMatchObject({ outcome: "unscored", actual: null });
  expect(goalEnd(once, reading(best), over)).toMatchObject({ outcome: "miss", actual: 90 });
  expect(goalEnd(once, reading(gap.with(30, 100)), over)).toMatchObject({ outcome: "hit", actual: 100 });
});

const WITHDRAWN = "2027-02-01T00:00:00Z";
/** The months of 2026 without May, and a planned value that was withdrawn after the end, as a null July was. */
function yearWithoutMay(july: number | null, december: number): Reading {
  const labels = Array.from({ length: 12 }, (_, at) => `2026-${String(at + 1).padStart(2, "0")}`);
  const entryOf = (label: string): Entry => {
    if (label === "2026-07") return [label, july, july === null ? WITHDRAWN : RECORDED];
    return [label, label === "2026-12" ? december : 10, RECORDED];
  };
  const entries = labels.filter((label) => label !== "2026-05").map(entryOf);
  const about = { kpi: "k", series: "" };
  const rows = [
    seriesRow({ ...about, kind: "actual" }, entries),
    seriesRow({ ...about, kind: "planned" }, [["2026-03", null, WITHDRAWN]]),
  ];
  return readingOf(rows, () => undefined);
}

test("a scored end is not taken back for what was missing already when it was scored, but for a value withdrawn since", () => {
  const asOf = Date.parse("2027-01-01T00:00:00Z");
  const now = Date.parse("2027-07-20T00:00:00Z");
  const share = { to: 10, trajectory: "step", evaluation: "control", successRatio: 0.9 };
  const scored = {
    id: "c",
    goal: "g",
    offset: 1,
    inputsPosition: {},
    actual: 0.909090909091,
    target: 0.9,
    asOf,
  };
  const hit = { ...scored, outcome: "hit" } as const;
  const endOf = (known: Reading, closings: readonly KnownClosing[], more = {}) =>
    newEnd(measuredBy({ ...share, ...more }), known, { now, closings })?.outcome;
  expect(endOf(yearWithoutMay(10, 9), [])).toBe("unscored");
  expect(endOf(yearWithoutMay(10, 9), [hit])).toBeUndefined();
  expect(endOf(yearWithoutMay(null, 10), [hit])).toBe("unscored");
  expect(endOf(yearWithoutMay(9, 9), [hit])).toBe("miss");
  expect(endOf(yearWithoutMay(10, 9), [{ ...hit, outcome: "miss" }])).toBe("unscored");
  expect(endOf(yearWithoutMay(10, 9), [hit], { successRatio: 0.85 })).toBe("unscored");
});

test("a closing that says the same is no news; a restated figure is", () => {
  const end = { outcome: "hit", actual: 10, target: 9, asOf: 5 } as const;
  const closing = { ...end, id: "c", goal: "g", offset: 1, inputsPosition: {} };
  expect(isNews(end, [])).toBe(true);
  expect(isNews(end, [closing])).toBe(false);
  expect(isNews({ ...end, actual: 11 }, [closing])).toBe(true);
});

test("a cent of billions is news of an end, and the same end is none", () => {
  const end = { outcome: "miss", actual: 12345678901.31, target: 12345678902.25, asOf: 5 } as const;
  const closing = { ...end, id: "c", goal: "g", offset: 1, inputsPosition: {} };
  expect(isNews(end, [closing])).toBe(false);
  expect(isNews(end, [{ ...closing, actual: 12345678901.3 }])).toBe(true);
  expect(isNews({ ...end, actual: 12345678901.32 }, [closing])).toBe(true);
});

test("a correction that says it was known earlier still follows what it corrects, and is said once", () => {
  const unscored = {
    outcome: "unscored",
    actual: null,
    target: 9,
    asOf: 90,
    id: "c",
    goal: "g",
    offset: 1,
    inputsPosition: {},
  } as const;
  const late = afterClosings({ outcome: "hit", actual: 10, target: 9, asOf: 5 }, [unscored]);
  expect(late).toMatchObject({ outcome: "hit", asOf: 90 });
  expect(isNews(late, [unscored, { ...late, id: "c", goal: "g", offset: 2, inputsPosition: {} }])).toBe(
    false,
  );
});
