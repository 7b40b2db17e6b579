import { MilepostError, linkReader, signLink, standingClock } from "@milepost/runtime";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AcknowledgeCommand, ChannelTest } from "./compose.ts";
import { BOARD_NOW, openBoard } from "./testing/board-under-test.ts";
import type { BoardUnderTest } from "./testing/board-under-test.ts";
import { smallObservations, smallPlan } from "./testing/small-deployment.ts";

const KEY = "a key of at least thirty-two characters";
const ALERT = "otd-2014-2014-03";
/** The deployment's clock stands in 2014; links live by the world's. */
const WORLD = standingClock(Date.parse("2026-11-26T20:00:00Z"));
const LATER = WORLD.now() + 1_000;

const headers = { host: "localhost" };
let acknowledged: (AcknowledgeCommand & { alert: string })[] = [];
let snoozed: string[] = [];
const checkedIn: string[] = [];
const overridden: string[] = [];
let answer: ChannelTest;
let board: BoardUnderTest;

beforeAll(async () => {
  const at = BOARD_NOW;
  const raised = { step: "raised", goal: "otd-2014", kpi: "otd", owner: "kim", period: "2014-03" };
  const words = {
    headline: "On-time: the chance fell",
    message: "On-time: the chance fell.",
    evidence: "/kpis/otd",
  };
  const place = { log_topic: "assessments", log_partition: 0, log_offset: 0 };
  const alerts = [
    JSON.stringify({
      alert: ALERT,
      ...raised,
      ...words,
      as_of: at,
      time: at,
      recorded_at: at,
      p_hit: 0.3,
      ...place,
    }),
  ];
  const attempt = {
    alert: ALERT,
    goal: "otd-2014",
    telling: `${ALERT}/raised`,
    message: "told-kim-1",
    person: "kim",
  };
  const instants = { started_at: at, attempted_at: at, recorded_at: at };
  const deliveries = [
    JSON.stringify({
      ...attempt,
      ...instants,
      channel: "chat",
      outcome: "refused",
      reason: "410 gone",
      ...place,
    }),
  ];
  board = await openBoard({
    records: smallPlan(),
    rows: {
      observation_events: smallObservations([93, 94, 96]),
      alert_events: alerts,
      delivery_events: deliveries,
    },
    commands: {
      acknowledge: async (alert, command) => acknowledged.push({ alert, ...command }),
      snooze: async (alert, { actor }) => snoozed.push(`${alert} ${actor}`),
      checkIn: async (goal, { actor, confidence }) => checkedIn.push(`${goal} ${actor} ${confidence}`),
      override: async (goal, { actor, says }) => overridden.push(`${goal} ${actor} ${says}`),
      testChannel: async (channel) => {
        if (channel === "away")
          throw new MilepostError("service_unreachable", "no answer", { retryable: true });
        return answer;
      },
    },
    parts: {
      channels: async () => [
        {
          channel: "chat",
          kind: "slack",
          recipients: 1,
          paused: [{ person: null, reason: "410 gone", since: at }],
        },
      ],

      readLink: linkReader({ key: () => KEY }, WORLD),
    },
  });
});
afterAll(() => board.close());

function tokenFor(alert: string, expiresAt = LATER): string {
  return signLink(KEY, { alert, person: "kim", expiresAt });
}

function open(token: string): Promise<LightMyRequestResponse> {
  return board.app.inject({ url: `/alerts/${ALERT}?token=${token}`, headers });
}

function acknowledge(fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> {
  return board.app.inject({
    method: "POST",
    url: `/alerts/${ALERT}/acknowledgements`,
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ plan: "Two more crews", reviewDate: "2014-05-01", ...fields }).toString(),
  });
}

it("a message's link opens its alert, and what is sent from there is by the person that the message was for", async () => {
  acknowledged = [];
  const token = tokenFor(ALERT);
  const { statusCode, body } = await open(token);
  expect(statusCode).toBe(200);
  expect(body).toContain("As Kim, by the link in your message.");
  expect(body).not.toContain('name="actor"');
  expect((await acknowledge({ token, actor: "somebody-else" })).statusCode).toBe(303);
  expect(acknowledged).toMatchObject([{ alert: ALERT, actor: "kim", plan: "Two more crews" }]);
});

it("from there whoever it was for checks in on the alert's goal", async () => {
  const checkIn = (fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> =>
    board.app.inject({
      method: "POST",
      url: `/alerts/${ALERT}/check-ins`,
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ confidence: "4", ...fields }).toString(),
    });
  expect((await checkIn({ token: tokenFor(ALERT), actor: "somebody-else" })).statusCode).toBe(303);
  expect((await checkIn({ token: tokenFor("another-2014-03") })).statusCode).toBe(403);
  expect(checkedIn).toEqual(["otd-2014 kim 4"]);
});

it("from there whoever it was for says how the goal will end, and is asked again by name where something is missing", async () => {
  const token = tokenFor(ALERT);
  expect((await open(token)).body).toContain(`action="/alerts/${ALERT}/overrides"`);
  const override = (fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> =>
    board.app.inject({
      method: "POST",
      url: `/alerts/${ALERT}/overrides`,
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ token, says: "miss", until: "2014-05-01", ...fields }).toString(),
    });
  const again = await override({});
  expect(again.statusCode).toBe(422);
  expect(again.body).toContain("As Kim, by the link in your message.");
  expect(again.body).toContain(`name="token" value="${token}"`);
  expect((await override({ reason: "The crew has left", token: "forged" })).statusCode).toBe(403);
  expect(overridden).toEqual([]);
  expect((await override({ reason: "The crew has left", actor: "somebody-else" })).statusCode).toBe(303);
  expect(overridden).toEqual(["otd-2014 kim miss"]);
});

it.each([
  { how: "expired", token: tokenFor(ALERT, WORLD.now()), status: 410, title: "This link has expired" },
  {
    how: "of another alert",
    token: tokenFor("another-2014-03"),
    status: 403,
    title: "This link is not valid",
  },
  {
    how: "forged",
    token: `${tokenFor(ALERT).slice(0, -3)}AAA`,
    status: 403,
    title: "This link is not valid",
  },
  { how: "empty", token: "", status: 403, title: "This link is not valid" },
])("a link that is $how gets a clear page, and nothing is changed", async ({ token, status, title }) => {
  acknowledged = [];
  for (const page of [await open(token), await acknowledge({ token, actor: "kim" })]) {
    expect(page.statusCode).toBe(status);
    expect(page.body).toContain(title);
    expect(page.body).toContain("Nothing was changed");
  }
  expect(acknowledged).toEqual([]);
});

it("without a link the page asks who somebody is, and says when nobody is named", async () => {
  acknowledged = [];
  expect((await board.app.inject({ url: `/alerts/${ALERT}`, headers })).body).toContain('name="actor"');
  const nobody = await acknowledge({});
  expect([nobody.statusCode, acknowledged]).toEqual([422, []]);
  expect(nobody.body).toContain('id="problem-actor">Say who you are<');
  expect(nobody.body).toContain(">Two more crews</textarea>");
  const empty = await acknowledge({ actor: "kim", plan: "", reviewDate: "" });
  expect([empty.statusCode, acknowledged]).toEqual([422, []]);
  expect(empty.body).toMatch(
    /id="problem-plan">Say what will be done<.*id="problem-reviewDate">Name the day/,
  );
});

it("the alert says how it was told; the inbox which channel is paused and why, and its button what a test brought", async () => {
  const alert = await board.app.inject({ url: `/alerts/${ALERT}`, headers });
  expect(alert.body).toContain("How it was told");
  expect(alert.body).toMatch(/kim@example.org[\s\S]*chat[\s\S]*refused for good[\s\S]*410 gone/);
  const inbox = await board.app.inject({ url: "/alerts", headers });
  expect(inbox.body).toMatch(/id="channel-chat"[\s\S]*paused[\s\S]*410 gone/);
  expect(inbox.body).toContain('action="/channels/chat/test"');
  const test = (): Promise<LightMyRequestResponse> =>
    board.app.inject({ method: "POST", url: "/channels/chat/test", headers });
  answer = { outcome: "delivered", reason: "200 ok", person: "kim", resumed: true };
  expect((await test()).body).toContain("The channel is used again.");
  answer = { outcome: "refused", reason: "404 no_service", person: "kim", resumed: false };
  expect((await test()).body).toContain("404 no_service");
  const away = await board.app.inject({ method: "POST", url: "/channels/away/test", headers });
  expect([away.statusCode, away.headers["retry-after"]]).toEqual([503, "2"]);
  expect(away.body).toContain("Look whether the message has arrived");
  expect(away.body).toContain('action="/channels/away/test"');
});
