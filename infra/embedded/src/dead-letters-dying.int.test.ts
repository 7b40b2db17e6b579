import { spawn } from "node:child_process";
import { join } from "node:path";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deadLettersOf, visibleOnce } from "./dead-letters.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { ReplayOnce } from "./testing/replay-once.child.ts";

const CHILD = join(import.meta.dirname, "testing", "replay-once.child.ts");
const NOW = "2026-10-02T06:00:00.000Z";
const folder = temporaryFolder();
let database: TestStore;
let under: DeploymentUnderTest;

beforeAll(async () => {
  database = await openTestStore();
  const { user, password } = database.writer;
  const address = Object.assign(new URL(database.url), { username: user, password });
  under = await startDeployment(folder.path, NOW, {
    CLICKHOUSE_URL: address.href,
    MILEPOST_DATABASE: database.store.database,
  });
  await under.embedded.ingest.applyPlan({ text: JSON.stringify(planFile()), actor: "ann" });
});
afterAll(async () => {
  await under.close();
  await database.close();
  folder.remove();
});

const { bury, nextPeriod, replay, valuesOf } = deadLettersOf(() => under);

describe("a process that is killed between the steps of a replay", () => {
  it.each(["replaced", "resolving", "resolved"] as const)(
    "after %s is repeated to one row and one resolution",
    async (step) => {
      const period = nextPeriod();
      const event = observationEvent({ event: { id: `dies ${step}` }, data: { period, value: "n/a" } });
      const definition = { name: step, unit: "count", behaviour: "flow", grain: "fortnight" };
      const data = {
        id: `kpi-${step}`,
        effectiveFrom: "2026-01-01",
        managedBy: "api",
        kpiVersion: 1,
        definition,
      };
      const defining = { ...event, id: `define ${step}`, type: "milepost.kpi.defined.v1", data };
      const fixed = {
        [await bury(event)]: { ...event, data: { ...(event["data"] as object), value: "4" } },
        [await bury(defining, "strategy")]: {
          ...defining,
          data: { ...data, definition: { ...definition, grain: "month" } },
        },
      };
      for (const [id, mended] of Object.entries(fixed)) {
        expect(await replayDyingAt({ dieAt: step, id, event: mended })).toBe("SIGKILL");
        const again = await replay(id, { event: mended }, { "idempotency-key": id });
        expect(again).toMatchObject({ status: 201 });
      }
      await under.caughtUp();
      expect(await valuesOf(period)).toEqual(visibleOnce("4"));
      const { store } = under.embedded;
      const history = `SELECT count() AS rows FROM kpis_history WHERE kpi = 'kpi-${step}'`;
      expect(await store.query({ name: "history", sql: history, params: {} })).toEqual([{ rows: 1 }]);
      const ids = Object.keys(fixed).map((id) => `'${id}'`);
      const steps = `SELECT count() AS rows FROM {base:Identifier}.dead_letter_steps FINAL WHERE step = 'resolved' AND concat(topic, '-', toString(partition), '-', toString(offset)) IN (${ids.join()})`;
      expect(await store.query({ name: "steps", sql: steps, params: {} })).toEqual([{ rows: 2 }]);
    },
  );
});

/** Replays in a process of its own, and resolves with the signal that ended it. */
async function replayDyingAt(asked: Pick<ReplayOnce, "dieAt" | "id" | "event">): Promise<string | null> {
  const { url, writer, store } = database;
  const clickHouse = { url, database: store.database, ...writer };
  const more = { dataDir: folder.path, clickHouse, now: NOW, idempotencyKey: asked.id };
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ ...asked, ...more } satisfies ReplayOnce)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
}
