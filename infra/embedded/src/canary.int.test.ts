import { planFile, temporaryFolder } from "@milepost/testkit";
import { canaries } from "@milepost/store/queries/canaries";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const NOW = "2026-10-01T08:00:00.000Z";
const PLAN = planFile();
const VALUE = {
  specversion: "1.0",
  id: "1",
  source: "//test/erp",
  type: "milepost.observation.recorded.v1",
  time: "2026-10-01T07:00:00.000Z",
  data: { kpi: "revenue", series: {}, period: "2026-09", kind: "actual", value: "7" },
};

const files = temporaryFolder();
let under: DeploymentUnderTest;
beforeAll(async () => {
  under = await startDeployment(files.path, NOW);
  const applied = { text: JSON.stringify(PLAN), baseDir: files.path, actor: "ann" };
  await under.embedded.ingest.applyPlan(applied);
  await under.call("POST /v1/events", VALUE);
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  files.remove();
});

const PUBLIC_TABLES = [
  "kpis",
  "kpis_history",
  "observations",
  "observations_history",
  "observations_as_of(at = '2100-01-01 00:00:00')",
  "observations_recorded_as_of(at = '2100-01-01 00:00:00')",
  "kpi_freshness",
  "restatements",
  "conflicts",
  "goal_progress",
  "scorecards",
  "alerts",
  "dead_letters",
];

async function countRows(): Promise<Readonly<Record<string, unknown>>> {
  const counts = PUBLIC_TABLES.map(async (table) => {
    const sql = `SELECT count() AS rows FROM ${table}`;
    const [row] = await under.embedded.store.query<{ rows: number }>({ name: "count", sql, params: {} });
    return [table, row?.rows] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

async function shownEverywhere(): Promise<readonly unknown[]> {
  const shown = ["/v1/kpis", "/v1/goals", "/v1/scorecards", "/v1/alerts", "/", "/scorecard", "/alerts"];
  return Promise.all(
    shown.map(async (path) => {
      const answer = await under.app.inject({ url: path, headers: { host: "localhost" } });
      return [path, answer.statusCode, answer.body];
    }),
  );
}

describe("the canary in a running deployment", () => {
  it("goes through the log, the projector and the table, and its round trip is a metric", async () => {
    const sentAt = Date.now();
    const { roundTripMs } = await under.embedded.ingest.sendCanary();
    expect(roundTripMs).toBeGreaterThan(0);
    const [row] = await under.embedded.store.query(canaries());
    expect(Date.parse(row?.sent_at ?? "")).toBeGreaterThanOrEqual(sentAt);
    const after = await under.embedded.metrics.text();
    expect(after).toMatch(/^milepost_canary_round_trip_seconds_count [1-9]/m);
    expect(after).toMatch(/^milepost_canary_missed_total 0$/m);
    const shown = /^milepost_canary_last_success_timestamp_seconds (\S+)$/m.exec(after)?.[1];
    expect(Number(shown) * 1_000).toBeGreaterThanOrEqual(sentAt);
  });

  it("is in no list, count, page or answer that is about people's KPIs, and derives nothing", async () => {
    const rows = await countRows();
    expect(rows).toMatchObject({ observations: 1, kpi_freshness: 2, dead_letters: 0 });
    const shown = await shownEverywhere();
    expect(JSON.stringify(shown)).not.toContain("canary");
    await under.embedded.ingest.sendCanary();
    await under.caughtUp();
    expect(await countRows()).toEqual(rows);
    expect(await shownEverywhere()).toEqual(shown);
  });

  it("cannot be taken over: no client can post its KPI, and no plan can define it", async () => {
    const posted = { ...VALUE, data: { ...VALUE.data, kpi: "milepost.canary", period: "2026-09-30" } };
    expect(await under.call("POST /v1/events", posted)).toMatchObject({
      status: 422,
      body: { results: [{ problems: [{ code: "unknown_kpi" }] }] },
    });
    const kpis = { "milepost.canary": (PLAN["kpis"] as { revenue: unknown }).revenue };
    expect((await under.call("POST /v1/plans", { ...PLAN, kpis })).status).toBe(422);
  });

  it("changes nothing about a rebuild: its tables equal the live ones, the canary's too", async () => {
    const [before] = await under.embedded.store.query(canaries());
    const { rebuild } = await under.embedded.projector.rebuilds().start();
    await expect
      .poll(async () => (await under.embedded.projector.rebuilds().get(rebuild)).state, { timeout: 60_000 })
      .toBe("done");
    const { differed } = await under.embedded.store
      .query<{ differed: number }>({
        name: "differed",
        sql: "SELECT countIf(differed) AS differed FROM rebuilds",
        params: {},
      })
      .then(([row]) => row ?? { differed: -1 });
    expect(differed).toBe(0);
    const event = before?.event_id ?? "";
    expect(await under.embedded.store.query(canaries({ event }))).toEqual([before]);
  });
});
