import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { PlanState } from "@milepost/plan";
import { silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { keepSchedule } from "./schedule.ts";

/** A plan as an older version may have taken it: no rule looked at its times. */
function planOf(connectors: Readonly<Record<string, object>>): {
  state(): PlanState;
  caughtUp(): Promise<void>;
} {
  const entries = Object.entries(connectors).map(([id, definition]) => [id, { id, definition }] as const);
  const state = { calendars: new Map(), connectors: new Map(entries) } as unknown as PlanState;
  return { state: () => state, caughtUp: async () => undefined };
}

test("a time that never comes keeps no other connector from its schedule, and is told of once", async () => {
  const jobs = openEmbeddedJobs({ logger: silentLogger() });
  const ran: string[] = [];
  const queue = jobs.register<string>({
    name: "connector-run",
    keyOf: (id) => id,
    attempts: 1,
    run: async (id) => void ran.push(id),
  });
  const warned: unknown[] = [];
  const logger = { ...silentLogger(), warn: (fields: unknown) => void warned.push(fields) };
  const plan = planOf({
    endless: { every: "P300000Y" },
    never: { cron: "0 0 30 2 *" },
    hourly: { every: "PT1H" },
    nightly: { cron: "15 2 * * *" },
  });
  const schedule = keepSchedule({ queue, jobOf: (id) => id, plan, logger, reassertMs: 3_600_000 });
  schedule.follow();
  await expect.poll(() => ran).toEqual(["hourly", "nightly"]);
  schedule.follow();
  await schedule.close();
  expect((await queue.scheduled()).toSorted()).toEqual(["hourly", "nightly"]);
  expect(warned).toMatchObject([{ connector: "endless" }, { connector: "never" }]);
  await jobs.close();
});
