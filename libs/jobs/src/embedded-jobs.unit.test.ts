import { silentLogger } from "@milepost/runtime";
import { describe, expect, test, vi } from "vitest";
import { openEmbeddedJobs } from "./embedded-jobs.ts";
import { jobsSuite } from "./jobs.suite.ts";

jobsSuite({
  name: "this process",
  open: async ({ closeTimeoutMs }) =>
    openEmbeddedJobs({
      logger: silentLogger(),
      limits: { firstRetryMs: 4, longestRetryMs: 40, closeTimeoutMs },
    }),
});

describe("embedded jobs", () => {
  test("runs no more jobs of a queue at once than its limit", async () => {
    const jobs = openEmbeddedJobs({ logger: silentLogger(), limits: { concurrency: 2 } });
    let running = 0;
    let most = 0;
    const queue = jobs.register<number>({
      name: "numbers",
      keyOf: String,
      attempts: 1,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    for (let number = 0; number < 20; number += 1) await queue.add(number);
    await queue.idle();
    expect(most).toBe(2);
    await jobs.close();
  });

  test("an interval longer than a timer can hold does not fire at once", async () => {
    const jobs = openEmbeddedJobs({ logger: silentLogger() });
    const runs: string[] = [];
    const queue = jobs.register<string>({
      name: "reports",
      keyOf: (report) => report,
      attempts: 1,
      run: async (report) => void runs.push(report),
    });
    await queue.every({ id: "m", everyMs: 40 * 86_400_000, payload: "monthly" });
    await queue.every({ id: "s", everyMs: 2, payload: "often" });
    await vi.waitFor(() => expect(runs.length).toBeGreaterThanOrEqual(3));
    expect(runs).not.toContain("monthly");
    await jobs.close();
  });
});
