import { silentLogger } from "@milepost/runtime";
import { openTestRedis } from "@milepost/testkit/test-redis";
import type { TestRedis } from "@milepost/testkit/test-redis";
import { afterAll, beforeAll } from "vitest";
import { openBullmqJobs } from "./bullmq-jobs.ts";
import { CLOSE_TIMEOUT_MS, jobsSuite } from "./jobs.suite.ts";

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
      prefix: deployment,
      logger: silentLogger(),
      limits: {
        firstRetryMs,
        longestRetryMs: 10 * firstRetryMs,
        closeTimeoutMs: CLOSE_TIMEOUT_MS,
        busyPauseMs: 20,
      },
    }),
});
