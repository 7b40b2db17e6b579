import type { MilepostEvent } from "@milepost/contracts";
import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import type { HttpReceiver } from "@milepost/channels/testing/http-receiver";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { silentLogger } from "@milepost/runtime";
import { canStartRedis, startKillableRedis } from "@milepost/testkit/killable-redis";
import type { KillableRedis } from "@milepost/testkit/killable-redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryPlan, deliverySettings } from "../testing/delivery-case.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { TestDeployment } from "../testing/test-deployment.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const SOON = { timeout: 40_000, interval: 100 };
const isPossible = await canStartRedis();

let redis: KillableRedis;
let desk: HttpReceiver;
let under: TestDeployment;

beforeAll(async () => {
  if (!isPossible) return;
  redis = await startKillableRedis();
  desk = await startHttpReceiver(() => ({ status: 200 }));
  under = await openTestDeployment(START, {
    openJobs: () => openBullmqJobs({ url: redis.url, prefix: "test", logger: silentLogger(), limits: {} }),
    delivery: deliverySettings({ desk: desk.url }),
  });
  const plan = deliveryPlan({ kim: { channels: [], successor: "dana" }, default: { channels: ["desk"] } });
  const [goal] = Object.values(plan.goals);
  if (goal === undefined) throw new Error("the plan has no goal");
  const { parent: _, ...alone } = goal;
  const goals = {
    silent: { ...alone, owner: "kim", cadence: "weekly" as const },
    later: { ...alone, owner: "kim", cadence: "P8D" },
  };
  await under.apply({ ...plan, goals });
});
afterAll(async () => {
  if (!isPossible) return;
  await under.close();
  await desk.close();
  await redis.close();
});

/** Lets the clock stand at an instant, which both instances hear of at once. */
async function setClock(now: string): Promise<void> {
  under.clock.set(Date.parse(now));
  const event: MilepostEvent = { ...EXAMPLE_EVENTS.clockSet, id: now, time: now, recordedtime: now };
  await under.log.append([{ topic: "strategy", key: "clock/test", event }]);
}

const found = async (): Promise<readonly string[]> =>
  (await under.events("assessments")).flatMap(({ type, data }) =>
    type === "milepost.goal.stale.v1" ? [(data as { readonly goal: string }).goal] : [],
  );
const told = (): readonly string[] => desk.received.map(({ body }) => body);

describe.skipIf(!isPossible)("of two instances that see the day begin at once", () => {
  test("one finds a silence, and the owner's successor is told of it once, also when one of them goes and comes back", async () => {
    await under.restart();
    await setClock("2026-03-16T08:00:00.000Z");
    await expect.poll(() => told().length, SOON).toBe(1);
    expect(await found()).toEqual(["silent"]);
    const [first = ""] = told();
    expect(first).toContain("nothing has come in since 2026-03-01");
    expect(first).toContain('"dana"');

    await under.predict.close();
    await under.restart();
    await setClock("2026-03-17T08:00:00.000Z");
    await expect.poll(() => told().length, SOON).toBe(2);
    expect(await found()).toEqual(["silent", "later"]);
    expect(told()[1]).not.toContain("#silent");
  });
});
