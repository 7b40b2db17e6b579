import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { periodLines, toldLines } from "../testing/period-lines.ts";
import { smallPlan } from "../testing/small-deployment.ts";

const COUNT = { unit: "count", decimals: 0, behaviour: "stock" };
/** When a month's figure comes. */
const ON_THE_THIRD: Readonly<Record<string, string>> = {
  "2014-01": "2014-02-03T15:00:00Z",
  "2014-02": "2014-03-03T15:00:00Z",
  "2014-03": "2014-04-03T15:00:00Z",
};

let board: BoardUnderTest;
beforeAll(async () => {
  const real = { "2014-01": 113, "2014-02": 118, "2014-03": 114 };
  const told = (goal: string, period: string, chance: number) => ({ goal, period, chance });
  board = await openBoard({
    now: "2014-04-03T16:00:00.000Z",
    records: smallPlan({
      kpis: {
        real: { ...COUNT, name: "Real" },
        quarters: { ...COUNT, name: "Quarters", grain: "quarter" },
        weeks: { ...COUNT, name: "Weeks", grain: "week" },
      },
      goals: {
        "real-2014": { title: "Real", measure: { kpi: "real", from: 112, to: 124 } },
        "quarters-2015": {
          title: "Quarters",
          window: { from: "2013-07-01", to: "2014-12-31" },
          measure: { kpi: "quarters", from: 0, to: 124 },
        },
        "weeks-2014": {
          title: "Weeks",
          window: { from: "2014-01-06", to: "2014-12-28" },
          measure: { kpi: "weeks", from: 0, to: 124 },
        },
      },
    }),
    rows: {
      observation_events: [
        ...periodLines({ kpi: "real", grain: "month", knownAt: (month) => ON_THE_THIRD[month] ?? "" }, real),
        ...periodLines({ kpi: "quarters", grain: "quarter" }, { "2013-Q4": 3, "2014-Q1": 4 }),
        ...periodLines({ kpi: "weeks", grain: "week" }, { "2014-W12": 3, "2014-W13": 4 }),
      ],
      assessment_events: toldLines([
        { ...told("real-2014", "2014-01", 0.06), asOf: ON_THE_THIRD["2014-01"] ?? "" },
        { ...told("real-2014", "2014-02", 0.61), asOf: ON_THE_THIRD["2014-02"] ?? "" },
        { ...told("real-2014", "2014-03", 0.31), asOf: ON_THE_THIRD["2014-03"] ?? "" },
        { ...told("quarters-2015", "2013-Q4", 0.9), asOf: "2014-01-01T05:00:00Z" },
        { ...told("quarters-2015", "2014-Q1", 0.5), asOf: "2014-04-01T04:00:00Z" },
        { ...told("weeks-2014", "2014-W08", 0.85), asOf: "2014-02-24T05:00:00Z" },
        { ...told("weeks-2014", "2014-W09", 0.05), asOf: "2014-03-03T05:00:00Z" },
        { ...told("weeks-2014", "2014-W13", 0.95), asOf: "2014-03-31T04:00:00Z" },
      ]),
    },
  });
});
afterAll(() => board.close());

/** The words of a page, without markup. */
async function wordsOf(url: string): Promise<string> {
  const { body } = await board.get(url);
  return body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
}

it("a chance is held against the one that was told with the month before, however late figures come", async () => {
  expect(await wordsOf("/kpis/real")).toContain(
    "31 % chance of ending 2014 at 1 or better, down from 61 % a month ago",
  );
});

it("of quarters it is held against the quarter before, by its name", async () => {
  expect(await wordsOf("/kpis/quarters")).toMatch(/50 % chance .*, down from 90 % with 2013-Q4/u);
});

it("of weeks it is held against what was told a month before", async () => {
  expect(await wordsOf("/kpis/weeks")).toMatch(/95 % chance .*, up from 85 % a month ago/u);
});

it("the address that an alert of a week gives shows what could be known when the week was over, and its links stay there", async () => {
  const url = "/kpis/weeks?goal=weeks-2014&asOf=2014-W09";
  expect(await wordsOf(url)).toMatch(/5 % chance/u);
  expect(await wordsOf(url)).toContain(
    "You are looking back: only what could be known at the time: end of 2 Mar 2014.",
  );
  expect((await board.get(url)).body).toContain('href="/alerts?asOf=2014-W09"');
  expect(await wordsOf("/kpis/weeks?goal=weeks-2014&asOf=2014-W13")).toMatch(/95 % chance/u);
  expect(await wordsOf("/?asOf=2014-03-10T12:00:00Z")).toContain("10 Mar 2014, 08:00");
  expect(await wordsOf("/kpis/quarters?asOf=2013-Q4")).toMatch(/at the end of December 2013/u);
  for (const page of ["/scorecard", "/alerts", "/track-record", "/kpis/real", "/capabilities"])
    expect((await board.get(`${page}?asOf=2014-W09`)).statusCode, page).toBe(200);
  const unknown = await board.get("/kpis/weeks?asOf=2014-W99");
  expect([unknown.statusCode, unknown.body]).toEqual([404, expect.stringContaining("no moment such as")]);
});

it("what changed sides is told since the periods that it is held against", async () => {
  expect(await wordsOf("/")).toMatch(
    /1 changed sides since the period before: Quarters fell from 90 % to 50 %/u,
  );
});
