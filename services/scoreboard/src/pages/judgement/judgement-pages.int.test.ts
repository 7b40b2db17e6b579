import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CheckInCommand } from "../../compose.ts";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

const headers = { host: "localhost" };
const checkedIn: (CheckInCommand & { goal: string })[] = [];
let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({
    records: smallPlan(),
    rows: { observation_events: smallObservations([93, 94, 96]) },
    commands: {
      checkIn: async (goal, command) => {
        checkedIn.push({ goal, ...command });
      },
    },
  });
});
afterAll(() => board.close());

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
    board.app.inject({
      method: "POST",
      url: "/goals/otd-2014/check-ins",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({
        confidence,
        comment: "Fine",
        actor: "kim",
        back: "/kpis/otd",
      }).toString(),
    });
  const taken = await send("8");
  expect([taken.statusCode, taken.headers.location]).toEqual([303, "/kpis/otd"]);
  expect((await send("")).statusCode).toBe(400);
  expect(checkedIn).toEqual([{ goal: "otd-2014", confidence: 8, comment: "Fine", actor: "kim" }]);
});
