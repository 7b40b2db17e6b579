import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { periodLines, toldLines } from "../testing/period-lines.ts";
import { smallPlan } from "../testing/small-deployment.ts";

const COUNT = { unit: "count", decimals: 0, behaviour: "flow" };
const weeks = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `2014-W${from + index}`);
const days = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `2014-11-${String(from + index).padStart(2, "0")}`);
const each = (labels: readonly string[], value: number): Readonly<Record<string, number>> =>
  Object.fromEntries(labels.map((label) => [label, value]));

let board: BoardUnderTest;
beforeAll(async () => {
  const summed = (kpi: string, to: number): object => ({ kpi, to, evaluation: "cumulative" });
  board = await openBoard({
    // A Tuesday: the weeks are over up to week 46, the days up to the 17th.
    now: "2014-11-18T12:00:00.000Z",
    records: smallPlan({
      kpis: {
        calls: { ...COUNT, name: "Calls", grain: "week" },
        burn: { ...COUNT, name: "Burn", grain: "day" },
        hula: { ...COUNT, name: "Hula", grain: "day", timeZone: "Pacific/Honolulu" },
        late: { ...COUNT, name: "Late", grain: "day", publicationLag: "P2D" },
        monthly: { ...COUNT, name: "Monthly", grain: "month" },
      },
      goals: {
        "calls-2014": {
          title: "Calls to the end",
          window: { from: "2014-09-01", to: "2014-12-28" },
          measure: summed("calls", 1800),
        },
        ended: {
          title: "Ended",
          window: { from: "2014-11-03", to: "2014-11-09" },
          measure: summed("burn", 70),
        },
        sprint: {
          title: "Sprint",
          window: { from: "2014-11-10", to: "2014-11-23" },
          measure: summed("burn", 150),
        },
        "late-november": {
          title: "Late",
          window: { from: "2014-11-01", to: "2014-11-30" },
          measure: summed("late", 300),
        },
        november: {
          title: "November",
          window: { from: "2014-11-01", to: "2014-11-30" },
          measure: { kpi: "monthly", to: 10 },
        },
      },
      scorecards: { sales: { layout: "perspectives", items: [{ goal: "calls-2014" }] } },
    }),
    rows: {
      observation_events: [
        ...periodLines({ kpi: "calls", grain: "week" }, each(weeks(36, 46), 100)),
        ...periodLines({ kpi: "burn", grain: "day" }, each(days(3, 17), 10)),
        ...periodLines(
          {
            kpi: "burn",
            grain: "day",
            completeness: "partial",
            knownAt: () => "2014-11-18T11:00:00Z",
          },
          { "2014-11-18": 3 },
        ),
        ...periodLines({ kpi: "late", grain: "day" }, each(days(1, 17), 10)),
        ...periodLines({ kpi: "monthly", grain: "month" }, { "2014-10": 9 }),
      ],
      assessment_events: toldLines([
        { goal: "calls-2014", period: "2014-W46", asOf: "2014-11-17T05:00:00Z", chance: 0.21 },
        { goal: "calls-2014", period: "2014-W41", asOf: "2014-10-13T04:00:00Z", chance: 0.81 },
        { goal: "sprint", period: "2014-11-17", asOf: "2014-11-18T05:00:00Z", chance: 0.17 },
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

it("a goal of weeks stands, beside the chance of today, at the last week that is over", async () => {
  const page = await wordsOf("/");
  expect(page).toMatch(/21 %[^%]*Calls[^%]*1,100 target [\d,]+ ■ behind to 2014-W46/u);
  expect(await wordsOf("/kpis/calls")).toContain("So far, since September 2014, 1,100 against");
});

it("looked back on, it stands at the last week that was over at the end of the month", async () => {
  expect(await wordsOf("/kpis/calls?asOf=2014-09")).toContain("So far, since September 2014, 400 against");
});

it("a scorecard stands month by month, however far finer figures reach", async () => {
  const page = await wordsOf("/scorecard?scorecard=sales");
  expect(page).toMatch(/sales stands at [\d.]+ of 10 in October 2014/u);
  expect(page).toMatch(/Calls Plant Ulm [\d.]+ 800 /u);
});

it("a goal whose window begins in the running month stands on pages, without the day that is not over", async () => {
  expect(await wordsOf("/")).toMatch(/17 %[^%]*Burn: Sprint[^%]*80 target \d+ ■ behind to 2014-11-17/u);
  const page = await wordsOf("/kpis/burn?goal=sprint");
  expect(page).toContain("So far, since November 2014, 80 against");
  expect((await board.get("/kpis/burn?goal=sprint")).body).toContain("/check-ins");
});

it("a KPI's page speaks of a goal that runs rather than of one that has ended", async () => {
  expect(await wordsOf("/kpis/burn")).toContain("This page speaks of the goal “Sprint”");
});

it("a period whose figures cannot be known yet is not the last one", async () => {
  expect(await wordsOf("/kpis/late")).toContain("So far, since November 2014, 150 against");
});

it("a goal that has begun and of which no period is over is not said to begin", async () => {
  expect(await wordsOf("/")).toMatch(/Monthly Plant Ulm The first period of its goal is not over yet/u);
  const page = await wordsOf("/kpis/monthly");
  expect(page).toContain("Nothing can be said of the goal “November” yet");
  expect(page).not.toContain("no open goal");
});
