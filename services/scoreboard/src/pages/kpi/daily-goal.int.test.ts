import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

const DAY_MS = 86_400_000;
const FIRST = Date.parse("2013-05-01T00:00:00Z");
const DAYS = 335;
const dateOf = (day: number): string => new Date(FIRST + day * DAY_MS).toISOString().slice(0, 10);

/** One complaint a day from the window's first one to the end of March 2014. */
function everyDay(): readonly string[] {
  const row = JSON.parse(smallObservations([1], "daily")[0] ?? "{}") as object;
  return Array.from({ length: DAYS }, (_, day) => {
    const date = dateOf(day);
    const over = `${dateOf(day + 1)} 04:00:00.000`;
    const period = { period_label: date, period_start: date, period_end: date, period_ends_at: over };
    const known = { time: over, known_at: over, recorded_at: over };
    return JSON.stringify({ ...row, ...period, ...known, grain: "day", id: date, log_offset: day });
  });
}

let board: BoardUnderTest;
beforeAll(async () => {
  const kpi = {
    name: "Daily",
    unit: "count",
    decimals: 0,
    direction: "decrease",
    behaviour: "flow",
    grain: "day",
  };
  const window = { from: "2013-05-01", to: "2014-12-31" };
  const measure = { kpi: "daily", to: 700, evaluation: "cumulative" };
  board = await openBoard({
    records: smallPlan({ kpis: { daily: kpi }, goals: { "of-days": { title: "Of days", window, measure } } }),
    rows: { observation_events: everyDay() },
  });
});
afterAll(() => board.close());

it("a goal that adds up more periods than its KPI's page lists stands at the sum of all of them", async () => {
  const [list, page] = await Promise.all([board.get("/"), board.get("/kpis/daily")]);
  expect(list.body).toContain("<b>335</b>");
  expect(page.body).toContain("So far, since May 2013, 335 against");
});
