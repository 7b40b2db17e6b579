import { openTestRedis } from "@milepost/native/testing/test-redis";
import type { TestRedis } from "@milepost/native/testing/test-redis";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { afterAll, beforeAll, describe } from "vitest";
import { openBullmqJobs } from "./bullmq-jobs.ts";
import { CLOSE_TIMEOUT_MS, jobsSuite } from "./jobs.suite.ts";

describe.skipIf((await testServer("redis")) === undefined)("BullMQ", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await openTestRedis();
  });
  afterAll(async () => redis.close());

  jobsSuite({
    name: "Redis",
    open: async ({ deployment, firstRetryMs }) =>
      openBullmqJobs({
        url: redis.url,
        prefix: `${redis.prefix}-${deployment}`,
        logger: silentLogger(),
        limits: {
          firstRetryMs,
          longestRetryMs: 10 * firstRetryMs,
          closeTimeoutMs: CLOSE_TIMEOUT_MS,
          busyPauseMs: 20,
        },
      }),
  });
});
