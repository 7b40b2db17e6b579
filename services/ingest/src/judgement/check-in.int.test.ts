import { createHttpEdge, standingClock, silentLogger } from "@milepost/runtime";
import { planFile } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { personProblem } from "../alerts/person-problem.ts";
import { keyedTurns } from "../commands/keyed-turns.ts";
import { createPlanApplier } from "../plans/apply-plan.ts";
import { followPlan } from "../plans/follow-plan.ts";
import type { PlanReader } from "../plans/follow-plan.ts";
import { registerPostCheckIns } from "../routes/post-check-ins.ts";
import { registerPostOverrides } from "../routes/post-overrides.ts";
import { registerPostWithdrawals } from "../routes/post-withdrawals.ts";
import { checkIn } from "./check-in.ts";
import { override } from "./override.ts";
import { withdrawOverride } from "./withdraw-override.ts";
import type { GoalCommandParts } from "./say-of-goal.ts";

const NOW = "2026-10-01T06:00:00.000Z";
const clock = standingClock(Date.parse(NOW));
let test: TestLog;
let plan: PlanReader;
let parts: GoalCommandParts;
let app: FastifyInstance;

const { goals } = planFile() as unknown as { goals: Record<string, object> };
const [goal = {}] = Object.values(goals);

beforeAll(async () => {
  test = await openTestLog();
  const { log } = test;
  plan = await followPlan(log, () => undefined);
  const preview = (): never => {
    throw new Error("nothing is previewed here");
  };
  const apply = createPlanApplier({ log, clock, plan, dataDir: "", preview });
  const text = JSON.stringify(
    planFile({
      goals: {
        ...goals,
        over: { ...goal, window: 2025 },
        hidden: { ...goal, private: true },
        quiet: { ...goal, checkIns: false },
      },
    }),
  );
  await apply({ text, actor: "test" });
  parts = {
    log,
    clock,
    plan,
    personProblem: (actor) => personProblem(actor, plan.state().people),
    visible: async () => undefined,
    inTurn: keyedTurns(),
  };
  app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  registerPostCheckIns(app, (of, request) => checkIn(of, request, parts));
  registerPostOverrides(app, (of, request) => override(of, request, parts));
  registerPostWithdrawals(app, (name, request) => withdrawOverride(name, request, parts));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await plan.close();
  await test.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly problems?: readonly {
      readonly field: string;
      readonly message: string;
      readonly fix?: string;
    }[];
  };
}

async function post(of: string, payload: object, headers: Record<string, string> = {}): Promise<Answer> {
  const by = { "milepost-actor": "ann", ...headers };
  const answer = await app.inject({
    method: "POST",
    url: of.includes("/") ? `/goals/${of}` : `/goals/${of}/check-ins`,
    headers: by,
    payload,
  });
  return { status: answer.statusCode, body: answer.json() };
}

const saidAbout = async (): Promise<readonly { readonly id: string }[]> =>
  (await test.events("strategy")).filter(({ type }) => type === "milepost.checkin.made.v1");

it("appends how sure somebody is, and keeps the comment in the person store under the event's id", async () => {
  const comment = "The new line runs";
  const { status, body } = await post("revenue-2026", { confidence: 7, comment, period: "2026-09" });
  expect([status, body]).toEqual([
    201,
    { id: body["id"], goal: "revenue-2026", confidence: 7, period: "2026-09", time: NOW },
  ]);
  const said = (await saidAbout()).at(-1);
  expect(said).toMatchObject({
    id: body["id"],
    actor: "ann",
    data: { goal: "revenue-2026", by: "ann", confidence: 7, period: "2026-09" },
  });
  expect(JSON.stringify(said)).not.toContain(comment);
  expect((await test.events("people")).at(-1)).toMatchObject({
    data: { about: body["id"], person: "ann", text: comment },
  });
});

it("appends no note where there is no comment, and takes 0 and 10", async () => {
  const notes = async (): Promise<number> => (await test.events("people")).length;
  const before = await notes();
  for (const confidence of [0, 10]) {
    expect(await post("revenue-2026", { confidence, comment: " " })).toMatchObject({
      status: 201,
      body: { confidence, period: null },
    });
  }
  expect(await notes()).toBe(before);
});

it.each([
  ["more than 10", { confidence: 11 }],
  ["less than 0", { confidence: -1 }],
  ["between two numbers", { confidence: 7.5 }],
  ["in words", { confidence: "high" }],
  ["not at all", { comment: "fine" }],
])("a confidence that is said %s is refused, with what is taken", async (_how, payload) => {
  const before = (await saidAbout()).length;
  const { status, body } = await post("revenue-2026", payload);
  expect([status, body.problems?.map(({ field }) => field)]).toEqual([400, ["body.confidence"]]);
  expect(body.problems?.[0]?.message).toContain("a whole number from 0 (not at all) to 10");
  expect(await saidAbout()).toHaveLength(before);
});

it("of an unknown goal the nearest ids are named, none of a private one; a goal that is over takes no word", async () => {
  const { status, body } = await post("revenu-2026", { confidence: 7 });
  expect([status, body.problems]).toMatchObject([
    404,
    [{ field: "params.goal", code: "unknown_goal", fix: 'did you mean "revenue-2026"?' }],
  ]);
  expect((await post("hiden", { confidence: 7 })).body.problems?.[0]?.fix).toBe("GET /v1/goals lists them");
  expect(await post("over", { confidence: 7 })).toMatchObject({
    status: 409,
    body: { title: expect.stringContaining("ended on 2025-12-31") },
  });
});

it.each([
  ["soon", "write it as 2026-09, or leave it out"],
  ["2025-09", "name a period of the window, or leave it out"],
])("the period %s is refused, with what is taken", async (period, fix) => {
  const { status, body } = await post("revenue-2026", { confidence: 7, period });
  expect([status, body.problems]).toMatchObject([422, [{ field: "body.period", fix }]]);
});

it("a person whom the plan does not know is refused, with those whom it knows", async () => {
  const { status, body } = await post("revenue-2026", { confidence: 7 }, { "milepost-actor": "nobody" });
  expect([status, body.problems]).toMatchObject([
    422,
    [{ field: "actor", code: "unknown_person", fix: expect.stringContaining("known people: ann") }],
  ]);
});

it.each(["connector:erp", "milepost:predict", "cli", "api"])(
  "%s is no person, and cannot check in",
  async (actor) => {
    const { status, body } = await post("revenue-2026", { confidence: 7 }, { "milepost-actor": actor });
    expect([status, body.problems]).toMatchObject([422, [{ field: "actor", code: "no_person" }]]);
  },
);

it("where the plan disables check-ins, it says where to enable them", async () => {
  const { status, body } = await post("quiet", { confidence: 7 });
  expect([status, body.problems]).toMatchObject([
    422,
    [{ code: "check_ins_disabled", fix: "remove checkIns: false from goals.quiet in the plan" }],
  ]);
});

it("the same idempotency key has one effect and one answer, also at once and after a restart, and takes nothing else", async () => {
  const headers = { "idempotency-key": "k" };
  const said = { confidence: 3, comment: "No" };
  const before = (await saidAbout()).length;
  const [first, again] = await Promise.all([
    post("revenue-2026", said, headers),
    post("revenue-2026", said, headers),
  ]);
  expect([first.status, again]).toEqual([201, first]);
  expect(await saidAbout()).toHaveLength(before + 1);
  await plan.close();
  plan = await followPlan(test.log, () => undefined);
  parts = { ...parts, plan, inTurn: keyedTurns() };
  expect(await post("revenue-2026", said, headers)).toEqual(first);
  for (const other of [{ ...said, confidence: 9 }, { ...said, comment: "Yes" }, { confidence: 3 }])
    expect(await post("revenue-2026", other, headers)).toMatchObject({
      status: 409,
      body: { problems: [{ field: "headers.idempotency-key", code: "key_used" }] },
    });
  expect(await post("revenue-2026", said, { ...headers, "milepost-actor": "bob" })).toMatchObject({
    status: 409,
  });
  expect(await saidAbout()).toHaveLength(before + 1);
});

const held = { says: "hit", reason: "The contract is signed", until: "2026-12-15" };

it("an override says how the goal will end and until when, and its reason stands in the person store", async () => {
  const { status, body } = await post("revenue-2026/overrides", held);
  expect([status, body]).toEqual([
    201,
    { id: body["id"], goal: "revenue-2026", says: "hit", until: "2026-12-15", time: NOW },
  ]);
  const said = (await test.events("strategy")).at(-1);
  expect(said).toMatchObject({ data: { goal: "revenue-2026", by: "ann", says: "hit", until: "2026-12-15" } });
  expect(JSON.stringify(said)).not.toContain(held.reason);
  expect((await test.events("people")).at(-1)).toMatchObject({
    data: { about: body["id"], person: "ann", text: held.reason },
  });
});

it.each([
  [{ until: held.until, says: "hit" }, [400, "body.reason", "say in `reason` what the figures do not know"]],
  [{ ...held, reason: " " }, [400, "body.reason", "say in `reason` what the figures do not know"]],
  [{ reason: "x", says: "hit" }, [400, "body.until", "name in `until` the day"]],
  [{ ...held, says: "maybe" }, [400, "body.says", "hit or miss"]],
  [{ ...held, until: "2026-10-01" }, [422, "body.until", "send 2026-10-02 or a later date"]],
  [{ ...held, until: "2027-01-02" }, [422, "body.until", "send 2027-01-01 or an earlier date"]],
])("of the override %j the field that is wrong is named, with what is taken", async (payload, expected) => {
  const [code, field, words] = expected;
  const { status, body } = await post("revenue-2026/overrides", payload);
  expect([status, body.problems?.map((one) => one.field)]).toEqual([code, [field]]);
  expect(`${body.problems?.[0]?.message} ${body.problems?.[0]?.fix}`).toContain(words);
});

it("an override is withdrawn once, with a reason that stands in the person store, and the same key says so once", async () => {
  const { body: said } = await post("revenue-2026/overrides", held);
  const withdrawal = `revenue-2026/overrides/${String(said["id"])}/withdrawal`;
  const why = { reason: "The contract fell through" };
  const key = { "idempotency-key": "w" };
  const first = await post(withdrawal, why, key);
  expect(first).toEqual({
    status: 201,
    body: { id: first.body["id"], goal: "revenue-2026", override: said["id"], time: NOW },
  });
  const event = (await test.events("strategy")).at(-1);
  expect(event).toMatchObject({
    id: first.body["id"],
    type: "milepost.override.withdrawn.v1",
    data: { goal: "revenue-2026", override: said["id"], by: "ann" },
  });
  expect(JSON.stringify(event)).not.toContain(why.reason);
  expect((await test.events("people")).at(-1)).toMatchObject({
    data: { about: first.body["id"], person: "ann", text: why.reason },
  });
  expect(await post(withdrawal, why, key)).toEqual(first);
  expect(await post(withdrawal, why)).toMatchObject({
    status: 409,
    body: { title: "It was withdrawn by ann on 2026-10-01 already" },
  });
});

it("what is no standing override of a goal cannot be withdrawn, and a reason is asked for", async () => {
  const { body: sure } = await post("revenue-2026", { confidence: 5 });
  const { body: said } = await post("revenue-2026/overrides", { ...held, until: "2026-10-02" });
  const id = String(said["id"]);
  const why = { reason: "x" };
  for (const path of [
    `quiet/overrides/${id}`,
    `revenue-2026/overrides/${String(sure["id"])}`,
    "quiet/overrides/o",
  ])
    expect(await post(`${path}/withdrawal`, why)).toMatchObject({ status: 404 });
  const { status, body } = await post(`revenue-2026/overrides/${id}/withdrawal`, { reason: " " });
  expect([status, body.problems?.map(({ field }) => field)]).toEqual([400, ["body.reason"]]);
  const later = { ...parts, clock: standingClock(Date.parse("2026-10-03T00:00:00.000Z")) };
  await expect(
    withdrawOverride({ goal: "revenue-2026", override: id }, { ...why, actor: "ann" }, later),
  ).rejects.toThrow("It expired on 2026-10-02");
});
