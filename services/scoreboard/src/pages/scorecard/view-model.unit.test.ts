import { scorecardRows } from "@milepost/scoring";
import { expect, it } from "vitest";
import { goalReadingOf, kpiFactsOf, SEPTEMBER } from "../../testing/readings.ts";
import { scorecardView } from "./view-model.ts";
import type { ScorecardView } from "./view-model.ts";

const known = goalReadingOf({ toDate: { actual: 98, target: 98 } });
const silent = goalReadingOf({
  kpi: kpiFactsOf({ id: "silent", name: "Silent" }),
  toDate: { actual: null, target: 98 },
  lastPeriod: "2014-07",
});
const goals = [known, silent];
const rows = scorecardRows({
  id: "mta",
  scorecard: {
    layout: "units-by-category",
    redFlagShare: 0.1,
    items: goals.map(({ goal }) => ({ goal, weight: 1 })),
  },
  stateOf: (goal) => {
    const reading = goals.find((one) => one.goal === goal);
    return (
      reading && {
        ...reading.toDate,
        range: reading.toDate.target === null ? null : { lower: reading.toDate.target, upper: Infinity },
        isShare: false,
        unit: "mnr",
        category: "Service Indicators",
        perspective: null,
      }
    );
  },
});
const view = (chosen: {
  unit: string | null;
  category: string | null;
  all: boolean;
}): ReturnType<typeof scorecardView> =>
  scorecardView({
    name: "MTA",
    rows,
    goals,
    names: new Map([["mnr", "Metro-North Railroad"]]),
    moment: SEPTEMBER,
    leavesOutPrivate: false,
    chosen,
  });

it("exactly on target scores 6.7, and what is unknown shows as coverage, not as 0", () => {
  const { headline, rows: lines, columns } = view({ unit: null, category: null, all: false });
  expect(headline).toBe(
    "MTA stands at 6.7 of 10 in September 2014, on target or better; 1 of 2 goals is unknown.",
  );
  expect(columns.map(({ name }) => name)).toEqual(["All", "Service Indicators"]);
  expect(lines.map(({ name }) => name)).toEqual(["All", "Metro-North Railroad"]);
  expect(lines[1]?.cells[1]).toMatchObject({ score: "6.7", word: "● on target", coverage: "1 of 2 known" });
});

it.each([
  { score: 20 / 3, text: "6.7", word: "● on target", words: "on target or better" },
  { score: 6.66, text: "6.66", word: "◆ below target", words: "below target" },
  { score: 6.66666666, text: "6.66666666", word: "◆ below target", words: "below target" },
  { score: 6.64, text: "6.6", word: "◆ below target", words: "below target" },
  { score: 10 / 3, text: "3.3", word: "◆ below target", words: "below target" },
  { score: 3.3, text: "3.30", word: "▼ red flag", words: "past the red flag" },
])("a score of $score has as many decimals as tell on which side it is", ({ score, text, word, words }) => {
  const scored = rows.map((row) => ({ ...row, score, items: 1, unknownItems: 0 }));
  const chosen = { unit: null, category: null, all: false };
  const { headline, rows: lines } = scorecardView({
    name: "MTA",
    rows: scored,
    goals,
    names: new Map(),
    moment: SEPTEMBER,
    leavesOutPrivate: false,
    chosen,
  });
  expect(headline).toBe(`MTA stands at ${text} of 10 in September 2014, ${words}.`);
  expect(lines[0]?.cells[0]).toMatchObject({ score: text, word });
});

it("an opened cell lists everything behind it, the unknown first and in words", () => {
  const { items } = view({ unit: "mnr", category: "Service Indicators", all: false });
  expect(items.title).toBe("Metro-North Railroad · Service Indicators");
  expect(items.rows.map(({ name, cell }) => [name, cell.score])).toEqual([
    ["Silent", null],
    ["Elevator Availability", "6.7"],
  ]);
  expect(items.rows[0]?.stale).toBe("no data since July 2014");
});

it("goals without unit and category stand in cells that open on them, and on nothing else", () => {
  const states = [
    { ...known, goal: "nowhere", unit: null, category: null },
    { ...known, goal: "somewhere", unit: "mnr", category: "Service Indicators" },
  ];
  const loose = scorecardRows({
    id: "mta",
    scorecard: {
      layout: "units-by-category",
      redFlagShare: 0.1,
      items: states.map(({ goal }) => ({ goal, weight: 1 })),
    },
    stateOf: (goal) => {
      const state = states.find((one) => one.goal === goal);
      const range = { lower: 98, upper: Infinity };
      return state && { ...state, ...state.toDate, range, isShare: false, perspective: null };
    },
  });
  const opened = (chosen: { unit: string | null; category: string | null }): ScorecardView =>
    scorecardView({
      name: "MTA",
      rows: loose,
      goals: states,
      names: new Map([["mnr", "Metro-North Railroad"]]),
      moment: SEPTEMBER,
      leavesOutPrivate: false,
      chosen: { ...chosen, all: false },
    });
  const grid = opened({ unit: null, category: null });
  const places = grid.rows.map(({ cells }) => cells.map((cell) => cell && [cell.unit, cell.category]));
  expect(grid.rows.map(({ name }) => name)).toEqual(["All", "No agency", "Metro-North Railroad"]);
  expect(places[1]).toEqual([["", null], ["", ""], null]);
  const itemsAt = (unit: string | null, category: string | null): unknown => {
    const { items } = opened({ unit, category });
    return [items.title, items.rows.map(({ goal }) => goal)];
  };
  expect(itemsAt("", null)).toEqual(["No agency", ["nowhere"]]);
  expect(itemsAt(null, "")).toEqual(["No category", ["nowhere"]]);
  expect(itemsAt("", "")).toEqual(["No agency · No category", ["nowhere"]]);
  expect(itemsAt("mnr", null)).toEqual(["Metro-North Railroad", ["somewhere"]]);
});
