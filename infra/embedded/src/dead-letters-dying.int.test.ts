import { createIngest } from "@milepost/ingest/compose";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { createHttpEdge, silentLogger, standingClock } from "@milepost/runtime";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deadLettersOf, visibleOnce } from "./dead-letters.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const folder = temporaryFolder();
let under: DeploymentUnderTest;

beforeAll(async () => {
  under = await startDeployment(folder.path, NOW);
  await under.embedded.ingest.applyPlan({ text: JSON.stringify(planFile()), actor: "ann" });
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

const { bury, nextPeriod, replay, valuesOf } = deadLettersOf(() => under);

describe("a replay that dies between its steps", () => {
  it.each(["replacing", "replaced", "resolving", "resolved"] as const)(
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
        const headers = { "idempotency-key": id };
        expect(await replayDyingAt(step, { id, event: mended, headers })).toBe(500);
        expect(await replay(id, { event: mended }, headers)).toMatchObject({ status: 201 });
      }
      await under.caughtUp();
      expect(await valuesOf(period)).toEqual(visibleOnce("4"));
      const { store } = under.embedded;
      const history = `SELECT count() AS rows FROM kpis_history WHERE kpi = 'kpi-${step}'`;
      expect(await store.query({ name: "history", sql: history, params: {} })).toEqual([{ rows: 1 }]);
      const ids = Object.keys(fixed).map((id) => `'${id}'`);
      const steps = `SELECT count() AS rows FROM milepost_base.dead_letter_steps FINAL WHERE step = 'resolved' AND concat(topic, '-', toString(partition), '-', toString(offset)) IN (${ids.join()})`;
      expect(await store.query({ name: "steps", sql: steps, params: {} })).toEqual([{ rows: 2 }]);
    },
  );
});

/** Replays at another instance of the service, which fails at a step as a process does that dies there. */
async function replayDyingAt(
  step: string,
  asked: { readonly id: string; readonly event: unknown; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  const { log, store, projector } = under.embedded;
  const logger = silentLogger();
  const jobs = openEmbeddedJobs({ logger });
  const ingest = await createIngest({
    log,
    store,
    jobs,
    clock: standingClock(Date.parse(NOW)),
    logger,
    settings: { dataDir: folder.path },
    waitVisible: (position) => projector.waitVisible(position),
    onDeadLetterStep: (reached) => {
      if (reached === step) throw new Error("died");
    },
  });
  const app = createHttpEdge({ allowedHosts: [] });
  await app.register(ingest.routes, { prefix: "/v1" });
  const answer = await app.inject({
    method: "POST",
    url: `/v1/dead-letters/${asked.id}/replays`,
    headers: { host: "localhost", ...asked.headers },
    payload: { event: asked.event },
  });
  await app.close();
  await ingest.close();
  await jobs.close();
  return answer.statusCode;
}
