import { silentLogger } from "@milepost/runtime";
import { openEmbeddedJobs } from "./embedded-jobs.ts";
import { CLOSE_TIMEOUT_MS, jobsSuite } from "./jobs.suite.ts";

jobsSuite({
  name: "this process",
  open: async ({ firstRetryMs }) =>
    openEmbeddedJobs({
      logger: silentLogger(),
      limits: { firstRetryMs, longestRetryMs: 10 * firstRetryMs, closeTimeoutMs: CLOSE_TIMEOUT_MS },
    }),
});
