import type { LightMyRequestResponse } from "fastify";
import { MilepostError } from "@milepost/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CheckInCommand, OverrideCommand } from "../../compose.ts";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

const headers = { host: "localhost" };
const checkedIn: (CheckInCommand & { goal: string })[] = [];
const overridden: (OverrideCommand & { goal: string })[] = [];
const tooFar = new MilepostError("invalid_input", "It cannot hold until then", {
  details: {
    problems: [
      {
        field: "body.until",
        code: "too_far_ahead",
        message: "2014-12-01 is more than a quarter away",
        fix: "send 2014-07-01 or an earlier date",
      },
    ],
  },
});
let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({
    records: smallPlan(),
    rows: { observation_events: smallObservations([93, 94, 96]) },
    commands: {
      checkIn: async (goal, command) => {
        checkedIn.push({ goal, ...command });
      },
      override: async (goal, command) => {
        if (command.reason === "Twice") throw new MilepostError("conflict", "It was said already");
        if (command.reason === "Away") throw new MilepostError("not_ready", "away", { retryable: true });
        if (command.until > "2014-07-01") throw tooFar;
        overridden.push({ goal, ...command });
      },
    },
  });
});
afterAll(() => board.close());

function post(url: string, fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> {
  return board.app.inject({
    method: "POST",
    url,
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });
}

/** What a form says beside its fields. */
function problems(body: string): Readonly<Record<string, string>> {
  const said = body.matchAll(/id="problem-(\w+)">([^<]*)</g);
  return Object.fromEntries([...said].map(([, field = "", problem = ""]) => [field, problem]));
}

const get = (url: string): Promise<LightMyRequestResponse> => board.get(url);

it("what somebody said stands beside the chance, with when and why; nobody is said in words; the form says more", async () => {
  const nobody = (await get("/kpis/otd")).body;
  expect(nobody).toContain("No chance can be told.");
  expect(nobody).toContain("Nobody has checked in since 1 January 2014, the goal&#39;s first day.");
  const line = {
    goal: "otd-2014",
    word: "check_in",
    said_by: "kim",
    log_topic: "strategy",
    log_partition: 0,
  };
  const said = (id: string, confidence: number, time: string): string =>
    JSON.stringify({ ...line, event_id: id, confidence, time, recorded_at: time });
  await board.database.store.insert("judgement_events", [
    said("later", 7, "2014-03-20T04:00:00.000Z"),
    said("earlier", 3, "2014-02-20T05:00:00.000Z"),
    JSON.stringify({ ...JSON.parse(said("hidden", 1, "2014-03-20T04:00:00.000Z")), goal: "secret" }),
  ]);
  const envelope = {
    specversion: "1.0",
    source: "//test",
    time: "2014-03-20T04:00:00.000Z",
    recordedtime: "2014-03-20T04:00:00.000Z",
  } as const;
  const words = { about: "later", person: "kim", text: "<b>Two</b> more crews" };
  const note = { ...envelope, id: "note-later", type: "milepost.note.recorded.v1", data: words } as const;
  const checkIn = {
    ...envelope,
    id: "later",
    type: "milepost.checkin.made.v1",
    data: { goal: "otd-2014", by: "kim", confidence: 7 },
  } as const;
  await board.logged.log.append([
    { topic: "people", key: "later", event: note },
    { topic: "strategy", key: "otd-2014", event: checkIn },
  ]);
  const whole = "7 of 10 sure, on 20 March 2014: “&lt;b&gt;Two&lt;/b&gt; more crews”";
  expect((await get("/kpis/otd")).body).toMatch(
    new RegExp(`kim@example.org</th> *<td>${whole}[\\s\\S]*3 of 10 sure, on 20 February 2014<`),
  );
  expect((await get("/")).body).toContain(`kim@example.org is ${whole}`);
  expect((await get("/?asOf=2014-02")).body).toContain(
    "kim@example.org is 3 of 10 sure, on 20 February 2014<",
  );
  const api = (await get("/v1/goals/otd-2014")).json<{ check_ins: object[] }>();
  expect(api.check_ins).toMatchObject([
    { id: "later", confidence: 7, comment: words.text },
    { id: "earlier", confidence: 3, comment: null },
  ]);
  const send = (confidence: string): Promise<LightMyRequestResponse> =>
    post("/goals/otd-2014/check-ins", { confidence, comment: "Fine", actor: "kim", back: "/kpis/otd" });
  const taken = await send("8");
  expect([taken.statusCode, taken.headers.location]).toEqual([303, "/kpis/otd"]);
  const unanswered = await send("");
  expect([unanswered.statusCode, problems(unanswered.body)]).toEqual([
    422,
    { confidence: "Choose a number from 0 (not at all) to 10 (certain)" },
  ]);
  expect(checkedIn).toEqual([{ goal: "otd-2014", confidence: 8, comment: "Fine", actor: "kim" }]);
});

it("how a goal will end is said on its page; what cannot be taken is named beside its field, with what was typed kept", async () => {
  expect((await get("/kpis/otd")).body).toContain('action="/goals/otd-2014/overrides"');
  const whole = {
    says: "hit",
    reason: "Signed <today>",
    until: "2014-06-01",
    actor: "kim",
    back: "/kpis/otd",
    key: "key-of-the-form",
  };
  const send = (changes: Partial<typeof whole>): Promise<LightMyRequestResponse> =>
    post("/goals/otd-2014/overrides", { ...whole, ...changes });
  const empty = await post("/goals/otd-2014/overrides", { says: "", reason: " ", until: "soon", actor: "" });
  expect([empty.statusCode, problems(empty.body)]).toEqual([
    422,
    {
      says: "Choose how it will end",
      reason: "Say what the figures do not know",
      until: "Name the day on which it expires, such as 2026-11-01",
      actor: "Say who you are",
    },
  ]);
  const far = await send({ until: "2014-12-01" });
  expect([far.statusCode, problems(far.body)]).toEqual([
    422,
    { until: "2014-12-01 is more than a quarter away. Send 2014-07-01 or an earlier date." },
  ]);
  expect(far.body).toContain(
    'aria-invalid="true" aria-describedby="problem-until" required value="2014-12-01"',
  );
  expect(far.body).toMatch(/<option value="hit" +selected>.*>Signed &lt;today&gt;<\/textarea>.*value="kim"/);
  const notTaken = [
    [
      "Twice",
      422,
      undefined,
      "<p>It was said already. Nothing was changed, and what you typed is still here.</p>",
    ],
    ["Away", 503, "2", "What you typed is still here: try it again in a moment.</p>"],
  ] as const;
  for (const [reason, status, retryAfter, words] of notTaken) {
    const { statusCode, headers: sent, body } = await send({ reason });
    expect([statusCode, sent["retry-after"], problems(body)]).toEqual([status, retryAfter, {}]);
    expect(body).toContain('name="key" value="key-of-the-form"');
    expect(body).toContain(words);
    expect(body).toMatch(new RegExp(`<option value="hit" +selected>.*>${reason}</textarea>.*value="kim"`));
  }
  expect(overridden).toEqual([]);
  const taken = await send({});
  expect([taken.statusCode, taken.headers.location]).toEqual([303, "/kpis/otd"]);
  const { back: _, key: idempotencyKey, ...said } = whole;
  expect(overridden).toEqual([{ goal: "otd-2014", ...said, idempotencyKey }]);
});
