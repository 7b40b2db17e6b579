import {
  countingVersions,
  measuredObjects,
  progressOfGoals,
  scorecardPeriods,
  seriesValues,
} from "@milepost/plan";
import { seriesLists } from "@milepost/store/queries/series-lists";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { periodLines, toldLines } from "../testing/period-lines.ts";
import { smallPlan } from "../testing/small-deployment.ts";
import { openPlanReader } from "./plan-reader.ts";

const COUNT = { unit: "count", decimals: 0 };
/** When a month's figure comes. */
const ON_THE_THIRD: Readonly<Record<string, string>> = {
  "2013-12": "2014-01-03T15:00:00Z",
  "2014-01": "2014-02-03T15:00:00Z",
  "2014-02": "2014-03-03T15:00:00Z",
};
const HONOLULU = "Pacific/Honolulu";

let board: BoardUnderTest;
beforeAll(async () => {
  board = await openBoard({
    // New York is in April, and Honolulu in the evening of the last day of March.
    now: "2014-04-01T05:30:00.000Z",
    records: smallPlan({
      kpis: {
        real: { ...COUNT, name: "Real", behaviour: "stock" },
        hula: { ...COUNT, name: "Hula", behaviour: "flow", timeZone: HONOLULU },
        weeks: { ...COUNT, name: "Weeks", behaviour: "flow", grain: "week" },
        once: { ...COUNT, name: "Once", behaviour: "stock" },
      },
      goals: {
        "real-2014": { title: "Real", measure: { kpi: "real", from: 112, to: 124 } },
        "hula-2014": { title: "Hula", measure: { kpi: "hula", to: 1200, evaluation: "cumulative" } },
        "kept-2014": {
          title: "Kept",
          measure: { kpi: "once", to: 110, trajectory: "step", evaluation: "control" },
        },
        "first-2014": {
          title: "First",
          measure: { kpi: "once", to: 110, trajectory: "step", evaluation: "first-hit" },
        },
        "weeks-2014": { title: "Weeks", measure: { kpi: "weeks", to: 520, evaluation: "cumulative" } },
      },
      scorecards: {
        late: { layout: "perspectives", items: [{ goal: "real-2014" }] },
        island: { layout: "perspectives", items: [{ goal: "hula-2014" }] },
        gaps: {
          layout: "perspectives",
          items: [{ goal: "real-2014" }, { goal: "kept-2014" }, { goal: "first-2014" }],
        },
        mixed: { layout: "perspectives", items: [{ goal: "real-2014" }, { goal: "weeks-2014" }] },
      },
    }),
    rows: {
      observation_events: [
        ...periodLines(
          { kpi: "real", grain: "month", knownAt: (month) => ON_THE_THIRD[month] ?? "" },
          { "2013-12": 112, "2014-01": 110, "2014-02": 118 },
        ),
        ...periodLines(
          { kpi: "hula", grain: "month", timeZone: HONOLULU },
          { "2014-01": 50, "2014-02": 140 },
        ),
        ...periodLines(
          { kpi: "hula", grain: "month", completeness: "partial", knownAt: () => "2014-04-01T05:00:00Z" },
          { "2014-03": 7 },
        ),
        ...periodLines({ kpi: "once", grain: "month" }, { "2014-01": 112 }),
        ...periodLines(
          { kpi: "weeks", grain: "week" },
          Object.fromEntries(
            Array.from({ length: 12 }, (_, week) => [`2014-W${String(week + 2).padStart(2, "0")}`, 9 + week]),
          ),
        ),
      ],
      assessment_events: toldLines([
        { goal: "real-2014", period: "2014-01", asOf: "2014-02-03T15:00:00Z", chance: 0.06 },
        { goal: "real-2014", period: "2014-02", asOf: "2014-03-03T15:00:00Z", chance: 0.61 },
      ]),
    },
  });
});
afterAll(() => board.close());

interface Row {
  readonly id: string;
  readonly score: number | null;
  readonly coverage: number;
}

async function scoresOf(scorecard: string, asOf?: string): Promise<readonly Row[]> {
  const answer = await board.get(`/v1/scorecards/${scorecard}${asOf === undefined ? "" : `?asOf=${asOf}`}`);
  return answer
    .json<{ rows: readonly Row[] }>()
    .rows.map(({ id, score, coverage }) => ({ id, score, coverage }));
}

/** The same rows as the projector writes them into the table `scorecards`. */
async function tableOf(scorecard: string, month: string): Promise<readonly Row[] | undefined> {
  const reader = await openPlanReader(board.logged.log);
  const plan = reader.now();
  await reader.close();
  const objects = measuredObjects(plan);
  const kpis = ["real", "hula", "weeks", "once"];
  const asked = seriesLists({
    kpis,
    position: { "observations/0": 1000 },
    versions: countingVersions(plan, kpis),
  });
  const values = seriesValues(await board.database.store.query(asked), (kpi) => objects.kpis.get(kpi));
  const progress = progressOfGoals(objects.goals.keys(), { plan, objects, values });
  const periods = scorecardPeriods(scorecard, { objects, progress });
  return periods
    .find(({ period }) => period.label === month)
    ?.rows.map(({ id, score, coverage }) => ({ id, score, coverage }));
}

/** The words of a page, without markup. */
async function wordsOf(url: string): Promise<string> {
  const { body } = await board.get(url);
  return body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
}

it("a month that is not over where its KPI is counts neither on its page nor on a scorecard, though the deployment's is", async () => {
  expect(await wordsOf("/kpis/hula")).toContain("Year to date 190 against 194");
  expect(await scoresOf("island")).toEqual(await tableOf("island", "2014-02"));
});

it.each([
  ["island", "2014-01"],
  ["island", "2014-02"],
  ["late", "2014-01"],
  ["late", "2014-02"],
  ["mixed", "2014-01"],
  ["mixed", "2014-02"],
  ["gaps", "2014-01"],
  ["gaps", "2014-02"],
])(
  "the scorecard %s of %s says the same in the API as in the tables, though its figures came after the month's end or a goal's stopped before it",
  async (scorecard, month) => {
    const rows = await scoresOf(scorecard, month);
    expect(rows.every(({ score, coverage }) => score !== null && coverage === 1)).toBe(true);
    expect(rows).toEqual(await tableOf(scorecard, month));
  },
);

it("a scorecard says which period each of its goals stands at", async () => {
  const standing = async (url: string): Promise<unknown> => {
    const { rows } = (await board.get(url)).json<{ rows: { level: string; id: string; period: string }[] }>();
    return rows.filter(({ period }) => period !== null).map(({ level, id, period }) => [level, id, period]);
  };
  expect(await standing("/v1/scorecards/island")).toEqual([["item", "hula-2014", "2014-02"]]);
  expect(await standing("/v1/scorecards/mixed?asOf=2014-02")).toEqual([
    ["item", "real-2014", "2014-02"],
    ["item", "weeks-2014", "2014-W08"],
  ]);
});

it("as of an instant a scorecard knows nothing that came later", async () => {
  const whole = async (asOf: string): Promise<Row | undefined> =>
    (await scoresOf("late", asOf)).find(({ id }) => id === "late");
  expect(await whole("2014-03-03T14:00:00Z")).toMatchObject({ score: null, coverage: 0 });
  expect(await whole("2014-03-03T16:00:00Z")).toEqual(await whole("2014-02"));
});

it("looking back on a month's end, pages stand at what was told by then, and say of which month that is", async () => {
  const page = await wordsOf("/kpis/real?asOf=2014-02");
  expect(page).toContain("6 % chance of ending 2014");
  expect(page).toContain(
    "At the end of February 2014 the last month told was January 2014. Year to date 110 against",
  );
  expect(await wordsOf("/?asOf=2014-02")).toMatch(
    /Real[^%]* 110 target 113 ■ behind no data since January 2014/u,
  );
  expect(await wordsOf("/kpis/hula?asOf=2014-02")).toContain("Year to date 50 against 102");
});

it("a scorecard that is looked back on says until when its figures could come", async () => {
  expect(await wordsOf("/scorecard?scorecard=late&asOf=2014-02")).toContain(
    "You are looking back: February 2014, by what could be known until the end of March 2014.",
  );
});
