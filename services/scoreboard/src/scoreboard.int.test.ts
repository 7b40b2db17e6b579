import { MilepostError } from "@milepost/runtime";
import { baseDatabase } from "@milepost/store";
import type { Query } from "@milepost/store";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AcknowledgeCommand, SnoozeCommand, ScoreboardParts } from "./compose.ts";
import { openBoard } from "./testing/board-under-test.ts";
import type { BoardUnderTest } from "./testing/board-under-test.ts";
import { smallObservations, smallPlan } from "./testing/small-deployment.ts";

const headers = { host: "localhost" };
const acknowledged: (AcknowledgeCommand & { alert: string })[] = [];
const snoozed: (SnoozeCommand & { alert: string })[] = [];
let board: BoardUnderTest;

const commands: Partial<ScoreboardParts["commands"]> = {
  acknowledge: async (alert, command) => {
    if (command.reviewDate < "2014-04-01")
      throw new MilepostError("invalid_input", "The review date is over");
    acknowledged.push({ alert, ...command });
  },
  snooze: async (alert, command) => {
    snoozed.push({ alert, ...command });
  },
};

beforeAll(async () => {
  board = await openBoard({ commands });
});
afterAll(() => board.close());

const get = (url: string): Promise<LightMyRequestResponse> => board.get(url);

it("an empty deployment answers every page with words", async () => {
  const pages = ["/", "/scorecard", "/alerts", "/track-record", "/capabilities", "/dead-letters"];
  const answers = await Promise.all(pages.map(get));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(answers[0]?.body).toContain("There is no plan yet.");
  expect(answers[1]?.body).toContain("There is no plan yet.");
});

it("names are escaped, the private goal is nowhere, and the unassessed goal is unknown in words", async () => {
  await board.logged.log.append(smallPlan());
  await board.database.store.insert("observation_events", smallObservations([93, 94, 96]));
  const { body } = await get("/");
  expect(body).toContain("On-time &lt;delivery&gt;");
  expect(body).toContain("kim@example.org");
  expect(body).toContain("No chance can be told for March 2014 yet; 1 goal is waiting.");
  expect(body).toContain("not assessed as of March 2014 yet");
  const goals = (await get("/v1/goals")).json<{ items: { goal: string }[] }>();
  expect(goals.items.map(({ goal }) => goal)).toEqual(["otd-2014"]);
  expect((await get("/v1/goals/secret")).statusCode).toBe(404);
});

it("a page as of a month shows nothing that was known later", async () => {
  const [then, now] = await Promise.all([get("/kpis/otd?asOf=2014-02"), get("/kpis/otd")]);
  expect(now.body).toContain("96.0");
  expect(then.body).not.toContain("96.0");
  expect(then.body).toContain("You are looking back");
  const api = (await get("/v1/kpis/otd/observations?asOf=2014-02")).json<{ items: { value: string }[] }>();
  expect(api.items.map(({ value }) => value)).toEqual(["93", "94"]);
});

it("the scorecard scores what was known, and a month to come or an unknown KPI is not there", async () => {
  const whole = (asOf: string): Promise<number | null | undefined> =>
    get(`/v1/scorecards/company?asOf=${asOf}`).then(
      (answer) =>
        answer
          .json<{ rows: { level: string; score: number | null }[] }>()
          .rows.find(({ level }) => level === "scorecard")?.score,
    );
  expect(await whole("2014-03")).toBeGreaterThan((await whole("2014-02")) ?? 10);
  expect((await get("/?asOf=2014-04")).statusCode).toBe(404);
  expect((await get("/kpis/nothing")).statusCode).toBe(404);
  expect((await get("/v1/kpis/nothing/observations")).statusCode).toBe(404);
});

it("a number leads to its record, run and line, on the page and for programs", async () => {
  const page = await get("/kpis/otd/evidence?period=2014-03");
  expect(page.body).toMatch(/run run-1, line 4[\s\S]*observations, partition 0, offset 2/);
  const answer = (await get("/v1/kpis/otd/explanation?period=2014-03")).json<{ events: unknown[] }>();
  expect(answer.events).toMatchObject([
    { value: "96", standing: "accepted", run_id: "run-1", source_line: 4 },
  ]);
  expect((await get("/v1/kpis/otd/explanation?period=2013-03")).statusCode).toBe(404);
});

it("whatever is asked for a page or for a program comes before what is asked in the background", async () => {
  const { database } = board;
  const asked: { readonly name: string; readonly priority: unknown }[] = [];
  const query = <Row>(one: Query<Row>): Promise<readonly Row[]> => {
    asked.push({ name: one.name, priority: one.settings?.["priority"] });
    return database.store.query(one);
  };
  const watched = await openBoard({
    on: { ...board, database: { ...database, store: { ...database.store, query } } },
  });
  const pages = ["/", "/scorecard", "/kpis/otd", "/kpis/otd/evidence?period=2014-03"];
  for (const url of [...pages, "/v1/kpis/otd/explanation?period=2014-03"])
    expect((await watched.get(url)).statusCode).toBe(200);
  expect(asked.length).toBeGreaterThan(pages.length);
  expect(asked.filter(({ priority }) => priority !== 1)).toEqual([]);
  await watched.close();
});

it("the form takes an alert on and returns; what is refused is said on a page", async () => {
  const post = (reviewDate: string, back = "/alerts"): Promise<LightMyRequestResponse> =>
    board.app.inject({
      method: "POST",
      url: "/alerts/a-1/acknowledgements",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ plan: "Two more crews", reviewDate, actor: "kim", back }).toString(),
    });
  const taken = await post("2014-05-01");
  expect([taken.statusCode, taken.headers.location]).toEqual([303, "/alerts?done=a-1"]);
  expect(acknowledged).toEqual([
    { alert: "a-1", plan: "Two more crews", reviewDate: "2014-05-01", actor: "kim" },
  ]);
  const refused = await post("2014-01-01");
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain("The review date is over");
  expect((await post("2014-05-01", "//elsewhere.example")).statusCode).toBe(400);
});

it("the form beside it puts an alert off and returns", async () => {
  const taken = await board.app.inject({
    method: "POST",
    url: "/alerts/a-1/snoozes",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ reason: "Strike", until: "2014-04-12", actor: "kim" }).toString(),
  });
  expect([taken.statusCode, taken.headers.location]).toEqual([303, "/alerts?done=a-1"]);
  expect(snoozed).toEqual([{ alert: "a-1", reason: "Strike", until: "2014-04-12", actor: "kim" }]);
});

it("data owners see which records wait to be fixed, and what to do; what was known later is not shown before", async () => {
  expect((await get("/dead-letters")).body).toContain("No record waits to be fixed.");
  const letter = {
    topic: "observations",
    partition: 2,
    code: "invalid_event",
    reason: "data.value: <b>n/a</b> is no number",
    payload: '{"data":{"kpi":"otd","value":"<b>n/a</b>"}}',
    recorded_at: "2014-03-15T04:00:00.000Z",
    log_topic: "dead-letters",
    log_partition: 0,
  };
  await board.database.store.insert("dead_letter_events", [
    JSON.stringify({ ...letter, offset: 7, log_offset: 0 }),
    JSON.stringify({ ...letter, offset: 8, log_offset: 1 }),
    JSON.stringify({ ...letter, offset: 9, log_offset: 2, code: "no_json", payload: "{" }),
  ]);
  const resolved = {
    step: "resolved",
    resolution: "discarded",
    resolved_by: "kim",
    event_id: "r",
    log_offset: 3,
  };
  const { payload: _payload, code: _code, ...step } = letter;
  await board.database.store.insert("dead_letter_steps", [
    JSON.stringify({ ...step, ...resolved, offset: 8, recorded_at: "2014-03-20T04:00:00.000Z" }),
  ]);
  const alertsPage = (await get("/alerts")).body;
  expect(alertsPage).toContain("kim@example.org");
  expect(alertsPage).toContain("1 record does not say what the type promises: data.value: &lt;b&gt;n/a");
  expect(alertsPage).toContain("milepost dead-letters show observations-2-7");
  expect(alertsPage).toContain("no KPI can be told (observations)");
  expect(alertsPage).toContain('href="/dead-letters"');
  expect((await get("/alerts?asOf=2014-02")).body).not.toContain("Records set aside");
  const list = (await get("/dead-letters")).body;
  expect(list).toContain("2 records wait to be fixed.");
  expect(list).toContain("milepost dead-letters show observations-2-9");
  expect(list).not.toContain("observations-2-8");
  expect((await get("/kpis/otd")).body).toContain("1 record about this KPI could not be processed");
});

it("pages allow no foreign script, and are sent compressed to those who take it", async () => {
  const answer = await board.app.inject({ url: "/", headers: { ...headers, "accept-encoding": "gzip" } });
  expect(answer.headers["content-security-policy"]).toContain("script-src 'self'");
  expect(answer.headers["content-encoding"]).toBe("gzip");
  const style = /href="(\/assets\/[^"]+)"/.exec((await get("/")).body)?.[1] ?? "";
  expect((await get(style)).headers["cache-control"]).toContain("immutable");
});

it("an unknown address and a field that is not valid are told to people as a page, to programs as problem details", async () => {
  const asked = ["/nowhere", "/kpis/otd?origins=some"];
  for (const [index, url] of asked.entries()) {
    const page = await board.app.inject({ url, headers: { ...headers, accept: "text/html,*/*" } });
    const problem = await board.app.inject({ url, headers });
    expect([page.statusCode, problem.statusCode]).toEqual(index === 0 ? [404, 404] : [400, 400]);
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body).toContain("To the goals at risk");
    expect(problem.headers["content-type"]).toContain("application/problem+json");
  }
});

describe("the note above every page", () => {
  const measured = (more: Readonly<Record<string, unknown>>): Promise<void> =>
    board.database.store.insert(`${baseDatabase(board.database.store.database)}.pipeline_partitions`, [
      JSON.stringify({
        topic: "observations",
        partition: 0,
        generation: 1,
        log_end: 9,
        committed: 7,
        complete_up_to: "2014-03-31T20:00:00.000Z",
        measured_at: new Date().toISOString(),
        ...more,
      }),
    ]);
  const noteOf = async (): Promise<string | undefined> => {
    // A look is shared for two seconds.
    const fresh = await openBoard({ on: board });
    const { body } = await fresh.get("/");
    await fresh.close();
    return /<p>([^<]*(?:complete|behind)[^<]*)<\/p>/.exec(body)?.[1];
  };

  it("says that nobody knows how complete the numbers are, that they are behind, and nothing when they are complete", async () => {
    expect(await noteOf()).toBe("It is not known how complete the numbers are: nobody has measured it yet.");
    await measured({ behind_seconds: 900, measured_at: "2014-04-01T04:00:00.000Z" });
    expect(await noteOf()).toBe(
      "It is not known how complete the numbers are: nobody has measured it lately. They were complete up to 31 Mar 2014, 16:00.",
    );
    await measured({ behind_seconds: 900 });
    expect(await noteOf()).toBe(
      "The numbers are complete up to 31 Mar 2014, 16:00. What arrived later is not shown yet.",
    );
    await measured({ behind_seconds: 0.2 });
    expect(await noteOf()).toBeUndefined();
  });
});
