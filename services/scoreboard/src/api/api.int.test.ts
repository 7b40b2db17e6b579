import type { MilepostEvent } from "@milepost/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../testing/small-deployment.ts";

let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({
    records: smallPlan(),
    rows: {
      observation_events: smallObservations([93, 94, 96]),
      goal_progress_rows: [progressOf("2014-03", "2014-03-31"), progressOf("2014-04", "2014-04-30")],
    },
  });
});
afterAll(() => board.close());

/** A line of the goal's progress at a month. */
function progressOf(month: string, end: string): string {
  const period = { period_label: month, period_start: `${month}-01`, period_end: end };
  const computed = { inputs_position: "{}", version: 1, status: "on_track" };
  return JSON.stringify({ goal: "otd-2014", kpi: "otd", ...period, actual: 96, target: 95, ...computed });
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly title: string;
    readonly problems: readonly { readonly field: string; readonly fix: string }[];
    readonly items: readonly Record<string, unknown>[];
    readonly next: string | null;
    readonly period: string;
    readonly leaves_out_private?: boolean;
  };
}

async function get(url: string): Promise<Answer> {
  const answer = await board.get(`/v1${url}`);
  return { status: answer.statusCode, body: answer.json() };
}

it("a moment is now, a period's end or an instant, and anything else is refused with the forms", async () => {
  const values = async (asOf: string): Promise<unknown> =>
    (await get(`/kpis/otd/observations?asOf=${encodeURIComponent(asOf)}`)).body.items.map(
      ({ value }) => value,
    );
  expect(await values("now")).toEqual(["93", "94", "96"]);
  expect(await values("2014-02")).toEqual(["93", "94"]);
  expect(await values("2014-01-31")).toEqual(["93"]);
  expect(await values("2014-Q1")).toEqual(["93", "94", "96"]);
  expect(await values("2014-03-01T03:59:59Z")).toEqual(["93"]);
  expect(await values("2014-03-01T00:00:00-04:00")).toEqual(["93", "94"]);
  for (const bad of ["garbage", "1", "2014-13", "2014-03-01T04:00"]) {
    const { status, body } = await get(`/kpis/otd/observations?recordedAsOf=${bad}`);
    expect([status, body.problems[0]?.field], bad).toEqual([422, "querystring.recordedAsOf"]);
    expect(body.problems[0]?.fix).toContain("2014-08");
  }
});

it("a scorecard and assessments take an instant for the last month that was over then", async () => {
  const period = async (asOf: string): Promise<string> =>
    (await get(`/scorecards/company?asOf=${asOf}`)).body.period;
  expect(await period("2014-02")).toBe("2014-02");
  expect(await period("2014-03-15T00:00:00Z")).toBe("2014-02");
  expect(await period("2014-04-01T04:00:00Z")).toBe("2014-03");
  expect((await get("/assessments?asOf=2014-03-15T00:00:00Z")).status).toBe(200);
  expect((await get("/scorecards/company?asOf=soon")).status).toBe(422);
  expect((await get("/scorecards/company?asOf=2014-09")).status).toBe(404);
});

it("a scorecard that was archived since still answers for the months in which it was there, as its page does", async () => {
  const [event] = smallPlan()
    .slice(-1)
    .map(({ event: one }) => one);
  const time = "2014-03-20T12:00:00.000Z";
  const archived = {
    ...event,
    id: "old-archived",
    type: "milepost.definition.archived.v1",
    time,
    recordedtime: time,
  };
  const data = { kind: "scorecard", id: "old", reason: "test", effectiveFrom: "2014-03-20" };
  const records = smallPlan({
    scorecards: { old: { name: "Old", items: [{ goal: "otd-2014", perspective: "customer" }] } },
  });
  const other = await openBoard({
    records: [
      ...records,
      { topic: "strategy", key: "scorecard/old", event: { ...archived, data } as unknown as MilepostEvent },
    ],
    rows: { observation_events: smallObservations([93, 94, 96]) },
  });
  try {
    expect((await other.get("/v1/scorecards/old")).statusCode).toBe(404);
    const past = await other.get("/v1/scorecards/old?asOf=2014-02");
    expect([past.statusCode, past.json<{ name: string }>().name]).toEqual([200, "Old"]);
    expect((await other.get("/v1/scorecards/never?asOf=2014-02")).statusCode).toBe(404);
  } finally {
    await other.close();
  }
});

it("scorecards are listed, and a private goal is not counted", async () => {
  expect((await get("/scorecards")).body.items).toEqual([
    {
      scorecard: "company",
      name: "Company",
      layout: "units-by-category",
      items: 1,
      effective_from: "2014-01-01",
    },
  ]);
});

it("a scorecard says that private goals are not counted, and so does its page", async () => {
  const { status, body } = await get("/scorecards/company?asOf=2014-02");
  expect([status, body.leaves_out_private]).toEqual([200, true]);
  expect((await board.get("/scorecard?asOf=2014-02")).body).toContain("Private goals are not counted.");
});

it("a goal's progress says which of its periods are over, by the calendar of its KPI", async () => {
  const answer = await board.get("/v1/goals/otd-2014");
  const { progress } = answer.json<{ progress: readonly { period_label: string; is_over: boolean }[] }>();
  expect(progress.map(({ period_label: label, is_over: isOver }) => [label, isOver])).toEqual([
    ["2014-03", true],
    ["2014-04", false],
  ]);
});

it("an unknown id is a 404 that names the nearest one, but never a private goal", async () => {
  expect((await get("/kpis/odt/observations")).body.title).toBe('There is no KPI "odt"; did you mean "otd"?');
  expect((await get("/goals/otd-2015")).body.title).toContain('did you mean "otd-2014"?');
  expect((await get("/scorecards/compny")).body.title).toContain('did you mean "company"?');
  expect((await get("/goals/secrt")).body.title).toBe('There is no goal "secrt"; GET /v1/goals lists them');
});

it("a list goes on where its page ended, and an unknown cursor never begins anew", async () => {
  const first = await get("/kpis/otd/observations?limit=2");
  expect(first.body.items).toHaveLength(2);
  const second = await get(
    `/kpis/otd/observations?limit=2&cursor=${encodeURIComponent(first.body.next ?? "")}`,
  );
  expect(second.body.items.map(({ value }) => value)).toEqual(["96"]);
  expect(second.body.next).toBeNull();
  for (const list of ["/kpis", "/goals", "/scorecards", "/assessments", "/alerts", "/dead-letters"]) {
    const { status, body } = await get(`${list}?cursor=nowhere`);
    expect([status, body.problems[0]?.field], list).toEqual([422, "querystring.cursor"]);
  }
});

it("a mistyped query field is refused: the answer would be of another moment than meant", async () => {
  const lists = [
    "/kpis",
    "/goals",
    "/scorecards",
    "/scorecards/company",
    "/kpis/otd/observations",
    "/assessments",
  ];
  for (const list of lists) {
    const { status, body } = await get(`${list}?asof=2014-02`);
    expect([status, body.problems[0]?.fix], list).toEqual([400, expect.stringContaining("remove asof")]);
  }
});

it("a goal and its lookback take no moment, and say where it is asked for", async () => {
  for (const of of ["/goals/otd-2014", "/goals/otd-2014/lookback"]) {
    for (const field of ["asOf", "asof"]) {
      const { status, body } = await get(`${of}?${field}=2014-02`);
      expect([status, body.problems[0]], of).toEqual([
        400,
        expect.objectContaining({ message: expect.stringContaining("/v1/assessments?goal=") }),
      ]);
    }
  }
});

it("an explanation is asked for by a period on the KPI's grain", async () => {
  const { status, body } = await get("/kpis/otd/explanation?period=2014-Q1");
  expect([status, body.problems[0]]).toMatchObject([
    422,
    { field: "querystring.period", fix: "give a month such as 2026-09" },
  ]);
});
