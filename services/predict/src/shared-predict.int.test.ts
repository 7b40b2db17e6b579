import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AssessmentMadeData, EventOfType, EventType, PlanFile } from "@milepost/contracts";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import type { Jobs } from "@milepost/jobs";
import { silentLogger } from "@milepost/runtime";
import type { MilepostError } from "@milepost/runtime";
import { canStartRedis, startKillableRedis } from "@milepost/testkit/killable-redis";
import type { KillableRedis } from "@milepost/testkit/killable-redis";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PREDICT_STEPS } from "./steps.ts";
import type { PredictStep } from "./steps.ts";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import type { Orders } from "./testing/predict.child.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";
import type { TestDeployment } from "./testing/test-deployment.ts";

const CHILD = fileURLToPath(new URL("testing/predict.child.ts", import.meta.url));
const AGENCY = "mnr-";
const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const DAY_MS = 24 * 3_600_000;
const ESCALATING: PlanFile["alerting"] = {
  raiseBelow: 0.5,
  periods: 2,
  clearAbove: 0.65,
  acknowledgeWithin: "P1D",
  escalateTo: ["head"],
};
/** Short, so that the jobs of a killed process are taken over soon. */
const SHORT_LOCK_MS = 1_500;

const isPossible = await canStartRedis();

let redis: KillableRedis;
let closing: (() => Promise<unknown>)[];
/** What one instance alone makes of the same inputs. */
let alone: Told;

beforeAll(async () => {
  const deployment = await loaded({});
  await deployment.predict.assessNow();
  await deployment.predict.fillHistory();
  alone = await toldBy(deployment);
  await deployment.close();
});
beforeEach(async () => {
  redis = await startKillableRedis();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await redis.close();
});

function openJobs(limits: { readonly lockMs?: number } = {}): Promise<Jobs> {
  return openBullmqJobs({ url: redis.url, prefix: "test", logger: silentLogger(), limits });
}

/** The goals of this year, with their values. */
function plan(): PlanFile {
  const all = demoPlan(AGENCY);
  const goals = Object.entries(all.goals).filter(([id]) => id.endsWith("-2014"));
  return { ...all, goals: Object.fromEntries(goals) };
}

async function loaded(
  options: Parameters<typeof openTestDeployment>[1],
  alerting?: PlanFile["alerting"],
): Promise<TestDeployment> {
  const deployment = await openTestDeployment(OCTOBER, options);
  await deployment.apply(alerting === undefined ? plan() : { ...plan(), alerting });
  await deployment.push(demoValues("2014-09", AGENCY).filter(({ period }) => period >= "2013"));
  return deployment;
}

async function shared(
  options: Parameters<typeof openTestDeployment>[1] = {},
  alerting?: PlanFile["alerting"],
): Promise<TestDeployment> {
  const deployment = await loaded({ openJobs, ...options }, alerting);
  closing.push(() => deployment.close());
  return deployment;
}

interface Told {
  /** Events that repeat the id of an earlier one: where an owner was taken for dead, both may have told the same. */
  readonly repeated: number;
  readonly assessments: readonly string[];
  readonly raised: readonly string[];
  /** Owner and alert. */
  readonly delivered: readonly string[];
}

async function toldBy(deployment: TestDeployment): Promise<Told> {
  const all = await deployment.events("assessments");
  const events = [...new Map(all.toReversed().map((event) => [event.id, event])).values()];
  const of = <Type extends EventType>(type: Type): readonly EventOfType<Type>[] =>
    events.filter((event): event is EventOfType<Type> => event.type === type);
  // Where the log's end stood is chance; everything else follows from the inputs.
  const bare = (data: AssessmentMadeData): string => JSON.stringify({ ...data, inputsPosition: null });
  return {
    repeated: all.length - events.length,
    assessments: of("milepost.assessment.made.v1")
      .map(({ data }) => bare(data))
      .toSorted(),
    raised: of("milepost.alert.raised.v1")
      .map(({ data }) => JSON.stringify(data))
      .toSorted(),
    delivered: of("milepost.alerts.delivered.v1")
      .flatMap(({ data }) => data.alerts.map((alert) => `${data.owner} ${alert}`))
      .toSorted(),
  };
}

function expectAsAlone(told: Told): void {
  expect(told.assessments).toEqual(alone.assessments);
  expect(told.raised).toEqual(alone.raised);
  expect(told.delivered).toEqual(alone.delivered);
}

/** Lets another process work on everything until it kills itself. */
async function runVictim(
  { place }: TestDeployment,
  kill: Pick<Orders, "killAt" | "occurrence"> & Partial<Pick<Orders, "now">>,
): Promise<NodeJS.Signals | null> {
  const orders: Orders = { place, redisUrl: redis.url, lockMs: SHORT_LOCK_MS, now: OCTOBER, ...kill };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], { stdio: "inherit" });
  closing.push(async () => child.kill("SIGKILL"));
  const [, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return signal;
}

describe.skipIf(!isPossible)("two instances of predict on one log and one Redis", () => {
  test("assess each goal and period once, raise each alert once and tell each owner once, as one alone does", async () => {
    const deployment = await shared();
    const one = deployment.predict;
    const other = await deployment.restart();
    const outcomes = await Promise.all([one.assessNow(), other.assessNow()]);
    expect(outcomes[0]).toMatchObject({ assessed: outcomes[1].assessed, unassessed: outcomes[1].unassessed });
    await Promise.all([one.fillHistory(), other.fillHistory(), other.assessNow()]);
    const told = await toldBy(deployment);
    expect(alone.assessments.length).toBeGreaterThan(50);
    expect(alone.delivered.length).toBeGreaterThan(0);
    expectAsAlone(told);
    expect(told.repeated).toBe(0);
    expect(one.metrics().assessments + other.metrics().assessments).toBe(alone.assessments.length);
    expect(one.metrics().assessments).toBeGreaterThan(0);
    expect(other.metrics().assessments).toBeGreaterThan(0);
  });

  test.each<PredictStep>([...PREDICT_STEPS])(
    "one killed at %s: the other goes on, nothing is lost and nothing told twice",
    async (killAt) => {
      const deployment = await shared({ start: false, openJobs: () => openJobs({ lockMs: SHORT_LOCK_MS }) });
      const occurrence = killAt.startsWith("assess") || killAt.startsWith("append") ? 5 : 1;
      expect(await runVictim(deployment, { killAt, occurrence })).toBe("SIGKILL");
      await deployment.restart();
      await deployment.predict.assessNow();
      await deployment.predict.fillHistory();
      expectAsAlone(await toldBy(deployment));
    },
  );

  test.each<PredictStep>(["stepping", "stepped"])(
    "one killed at %s when alerts are due to go up: each goes up once, and whom they go to is told once",
    async (killAt) => {
      const short = { openJobs: () => openJobs({ lockMs: SHORT_LOCK_MS }) };
      const deployment = await shared(short, ESCALATING);
      await deployment.predict.assessNow();
      await deployment.predict.fillHistory();
      await deployment.predict.close();
      const raised = (await toldBy(deployment)).delivered;
      expect(raised.length).toBeGreaterThan(0);
      const now = OCTOBER + DAY_MS;
      expect(await runVictim(deployment, { killAt, occurrence: 1, now })).toBe("SIGKILL");
      deployment.clock.set(now);
      const one = await deployment.restart();
      const other = await deployment.restart();
      await Promise.all([one.assessNow(), other.assessNow()]);
      const events = await deployment.events("assessments");
      const escalated = events.filter(({ type }) => type === "milepost.alert.escalated.v1");
      expect(escalated).toHaveLength(raised.length);
      const { repeated, delivered } = await toldBy(deployment);
      expect(repeated).toBe(0);
      const up = raised.map((told) => told.replace(/^\S+/, "head"));
      expect(delivered).toEqual([...raised, ...up].toSorted());
    },
  );

  test("Redis wiped in the middle: callers are told to ask again, and asking again brings the rest", async () => {
    const deployment = await shared();
    const filling = deployment.predict.assessNow().then(() => deployment.predict.fillHistory());
    const ended = filling.then(
      () => "done",
      ({ code }: MilepostError) => code,
    );
    await expect
      .poll(async () => (await deployment.events("assessments")).length, { timeout: 120_000 })
      .toBeGreaterThan(10);
    await redis.command("FLUSHALL");
    expect(["done", "jobs_unavailable"]).toContain(await ended);
    await deployment.predict.assessNow();
    await deployment.predict.fillHistory();
    expectAsAlone(await toldBy(deployment));
  });
});
