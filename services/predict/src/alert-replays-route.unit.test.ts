import { alertingSchema } from "@milepost/contracts";
import type { MilepostEvent } from "@milepost/contracts";
import { createHttpEdge, silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaySetting } from "./alerts/replay-setting.ts";
import { registerAlertReplaysRoute } from "./alert-replays-route.ts";
import { measuredBy } from "./goal-case.fixture.ts";
import { createLedger } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";

const NOW = Date.parse("2026-10-05T00:00:00Z");
const plain = measuredBy({ to: 100 });
const goalOf = (id: string, more: Partial<MeasuredGoal["goal"]> = {}): MeasuredGoal => {
  return { ...plain, id, goal: { ...plain.goal, ...more } };
};
/** Due in September. */
const ended = measuredBy({ to: 100 }, { window: { from: "2026-01-01", to: "2026-09-30" } });
const falling = { ...ended, id: "falling", goal: { ...ended.goal, owner: "ann" } };
const GOALS = [falling, goalOf("rising"), goalOf("hidden", { private: true })];
const CHANCES: Readonly<Record<string, readonly number[]>> = {
  falling: [0.9, 0.6, 0.45, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1],
  rising: [0.4, 0.45, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
  hidden: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
};
const ledger = createLedger();
const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });

beforeAll(() => {
  const events = Object.entries(CHANCES).flatMap(([goal, chances]) =>
    chances.map((pHit, index) => {
      const data = { goal, period: `2026-0${index + 1}`, asOf: "2026-10-01T00:00:00Z", pHit, backtest: true };
      return { type: "milepost.assessment.made.v1", id: `${goal}-${index}`, data };
    }),
  );
  const closed = { goal: "falling", outcome: "miss", asOf: "2026-10-02T00:00:00Z", actual: 1, target: 2 };
  for (const [offset, each] of [
    ...events,
    { type: "milepost.goal.closed.v1", id: "c", data: closed },
  ].entries()) {
    const event = each as unknown as MilepostEvent;
    const record = { topic: "assessments", partition: 0, offset, key: "g", value: event, text: "" } as const;
    ledger.take([{ event, record }]);
  }
  const plan = { alerting: alertingSchema.parse({ raiseBelow: 0.5 }), recipients: new Map() };
  registerAlertReplaysRoute(app, async (asked) =>
    replaySetting({ goals: GOALS, ledger, now: NOW, plan }, asked),
  );
});
afterAll(() => app.close());

async function replay(payload: object): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await app.inject({
    method: "POST",
    url: "/alert-replays",
    headers: { host: "localhost" },
    payload,
  });
  return { status: answer.statusCode, body: answer.json() };
}

test("the last year is replayed with what the plan says unless more is asked; private goals are not told of", async () => {
  const told = { alerts: 2, right: 1, wrong: 0, undecided: 1, missed: 1, caught: 1, medianLead: 5 };
  const { status, body } = await replay({});
  expect(status).toBe(200);
  expect(body).toMatchObject({
    from: "2025-10-05",
    to: "2026-10-05",
    replay: told,
    current: { replay: told },
  });
  const { sent } = (body as { replay: { sent: readonly { goal: string; period: string }[] } }).replay;
  expect(sent.map(({ goal, period }) => `${goal} ${period}`)).toEqual(["falling 2026-04", "rising 2026-02"]);
});

test("another setting is replayed beside the plan's", async () => {
  const { body } = await replay({ alerting: { raiseBelow: 0.35 }, from: "2026-01-01", to: "2026-12-31" });
  expect(body).toMatchObject({
    alerting: { raiseBelow: 0.35, periods: 2, clearAbove: 0.65 },
    replay: { alerts: 1, owners: [{ owner: "ann", alerts: 1, right: 1 }] },
    current: { alerting: { raiseBelow: 0.5 }, replay: { alerts: 2 } },
  });
});

test.each([
  [{ alerting: { raiseBelow: 0.9 } }, 422, "alerting.clearAbove"],
  [{ alerting: { raiseBelow: 2 } }, 400, "raiseBelow"],
  [{ alerting: { raiseUnder: 0.4 } }, 400, "raiseUnder"],
  [{ from: "2014-02-01", to: "2014-01-01" }, 400, "from"],
  [{ from: "last year" }, 400, "from"],
])("%j is refused with %i by its field", async (payload, refusal, field) => {
  const { status, body } = await replay(payload);
  expect([status, JSON.stringify(body)]).toEqual([refusal, expect.stringContaining(field)]);
});

test("a plan file is tried as it would be applied: its thresholds, its budgets, and who is told by what", async () => {
  const plan = [
    "apiVersion: milepost/v1",
    "people: { ann: { name: Ann, email: ann@example.org } }",
    "channels: { mail: { kind: email, server: env:MAIL, from: Milepost <m@example.org> } }",
    "recipients: { ann: { channels: [mail] } }",
    "alerting: { raiseBelow: 0.4, clearAbove: 0.6 }",
  ].join("\n");
  const { status, body } = await replay({ plan });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    alerting: { raiseBelow: 0.4, periods: 2, clearAbove: 0.6 },
    replay: { alerts: 1, people: [{ person: "ann", month: "2026-05", alerts: 1, messages: 1, inDigest: 0 }] },
    current: { alerting: { raiseBelow: 0.5 } },
  });
  // The costs that decide from where on looking pays are the plan file's: 1 − 60 / 100 is 40 %, 1 − 60 / 80 is 25 %.
  const costs = async (costOfMiss: number): Promise<unknown> => {
    const goal = `{ kind: annual_goal, title: F, owner: ann, window: 2026, measure: { kpi: k, to: 1 }, costOfMiss: ${costOfMiss} }`;
    const kpis = "kpis: { k: { name: K, unit: count, behaviour: flow, grain: month, direction: increase } }";
    const calendars = "calendars: { default: { kind: gregorian, timeZone: UTC } }";
    const alerting = "alerting: { raiseBelow: 0.5, costOfInvestigation: 60 }";
    const file = [
      plan.split("\n").slice(0, 2).join("\n"),
      calendars,
      kpis,
      `goals: { falling: ${goal} }`,
      alerting,
    ];
    return (await replay({ plan: file.join("\n") })).body;
  };
  expect(await costs(100)).toMatchObject({
    alerting: { costOfInvestigation: 60 },
    replay: { sent: [{ goal: "falling", period: "2026-05" }, { goal: "rising" }] },
    current: { replay: { sent: [{ goal: "falling", period: "2026-04" }, { goal: "rising" }] } },
  });
  expect(await costs(80)).toMatchObject({
    replay: { sent: [{ goal: "falling", period: "2026-06" }, { goal: "rising" }] },
  });
  const wrong = await replay({ plan: "apiVersion: milepost/v1\nalerting: { raiseBelow: 2 }" });
  expect(wrong).toMatchObject({ status: 422 });
});
