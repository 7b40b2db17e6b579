import type { MilepostEvent } from "@milepost/contracts";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { Jobs } from "@milepost/jobs";
import { createMetrics, MilepostError, silentLogger, systemClock } from "@milepost/runtime";
import { canStartRedis, startKillableRedis } from "@milepost/testkit/killable-redis";
import { openTestLog, TEST_PREFIX } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { measureCanary } from "../measure.ts";
import { createCanary } from "./canary.ts";
import type { Canary, CanaryEnd, CanaryParts } from "./canary.ts";

const MISSED_AFTER_MS = 200;
const logger = silentLogger();

let logged: TestLog;
let database: TestStore;
let closing: (() => Promise<unknown>)[];
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());
beforeEach(async () => {
  logged = await openTestLog();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await logged.close();
});

/** A canary in a process of its own. No projector runs, so that nothing comes through. */
async function canary(jobs: Jobs, more: Partial<CanaryParts> = {}): Promise<Canary> {
  const { log } = logged;
  const parts = { log, store: database.store, jobs, clock: systemClock, logger };
  const opened = await createCanary({ ...parts, missedAfterMs: MISSED_AFTER_MS, ...more });
  closing.push(async () => {
    await opened.close();
    await jobs.close();
  });
  return opened;
}

const sent = (): Promise<readonly MilepostEvent[]> => logged.events("observations");

describe("the canary", () => {
  it("is missed, and unknown, when the tables do not show it in time", async () => {
    const ends: CanaryEnd[] = [];
    const one = await canary(openEmbeddedJobs({ logger }), { onEnd: (end) => ends.push(end) });
    await expect(one.send()).resolves.toEqual({ roundTripMs: null });
    expect(ends).toEqual([{ roundTripMs: null }]);
    expect(await sent()).toHaveLength(1);
  });

  it("is missed when the log does not take it, and the next one is sent all the same", async () => {
    let isAway = true;
    const log: CanaryParts["log"] = {
      ...logged.log,
      append: (records) => {
        if (!isAway) return logged.log.append(records);
        return Promise.reject(new MilepostError("log_unavailable", "away", { retryable: true }));
      },
    };
    const one = await canary(openEmbeddedJobs({ logger }), { log });
    await expect(one.send()).resolves.toEqual({ roundTripMs: null });
    expect(await sent()).toHaveLength(0);
    isAway = false;
    await one.send();
    expect(await sent()).toHaveLength(1);
  });
});

describe("the canary's metrics", () => {
  it("have no figure, and not the figure 0, until one came through; a missed one is counted", async () => {
    const metrics = createMetrics();
    const onEnd = measureCanary(database.store, metrics);
    const figures = async (): Promise<readonly string[]> =>
      (await metrics.text()).split("\n").filter((line) => line.startsWith("milepost_canary_"));
    expect(await figures()).toEqual(["milepost_canary_missed_total 0"]);
    onEnd({ roundTripMs: null });
    expect(await figures()).toEqual(["milepost_canary_missed_total 1"]);
    onEnd({ roundTripMs: 500 });
    expect(await figures()).toContain("milepost_canary_round_trip_seconds_sum 0.5");
    const sentAt = "2026-10-01T08:00:00.000Z";
    const row = { minute: 480, id: "canary-1", sent_at: sentAt, recorded_at: sentAt };
    await database.store.insert("canary_rows", [JSON.stringify(row)]);
    expect(await figures()).toContain(
      `milepost_canary_last_success_timestamp_seconds ${Date.parse(sentAt) / 1_000}`,
    );
  });
});

const EVERY_MS = 1_000;
const BEATS = 5;

describe.skipIf(!(await canStartRedis()))("the canary of three instances", () => {
  it("is one a beat, whichever instance sends it, also after an instance has gone", async () => {
    const redis = await startKillableRedis();
    closing.push(() => redis.close());
    const began = performance.now();
    const instance = async (): Promise<Canary> => {
      const jobs = await openBullmqJobs({ url: redis.url, prefix: TEST_PREFIX, logger });
      return canary(jobs, { everyMs: EVERY_MS });
    };
    const [first] = await Promise.all([instance(), instance(), instance()]);
    const count = async (): Promise<number> => (await sent()).length;
    await expect.poll(count, { timeout: 120_000 }).toBeGreaterThanOrEqual(BEATS);
    await first?.close();
    await expect.poll(count, { timeout: 120_000 }).toBeGreaterThanOrEqual(2 * BEATS);
    const beats = Math.floor((performance.now() - began) / EVERY_MS) + 1;
    expect(await count()).toBeLessThanOrEqual(beats);
  });
});
