import type { MilepostEvent } from "@milepost/contracts";
import { explainObservation } from "@milepost/store/explain-observation";
import { alerts } from "@milepost/store/queries/alerts";
import { deadLetters } from "@milepost/store/queries/dead-letters";
import { goalProgress } from "@milepost/store/queries/goal-progress";
import { kpiFreshness } from "@milepost/store/queries/kpi-freshness";
import { restatements } from "@milepost/store/queries/restatements";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import { scorecardRows } from "@milepost/store/queries/scorecard-rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectorUnderTest } from "./projector-parts.fixture.ts";
import {
  definition,
  observation,
  shownObservations,
  smallPlan,
  startProjector,
} from "./projector-parts.fixture.ts";

let under: ProjectorUnderTest;
beforeAll(async () => {
  under = await startProjector();
  await under.appendAndWait(smallPlan());
});
afterAll(async () => under.close());

test("a number leads to its log record, its line and its connector run", async () => {
  await under.appendAndWait([
    observation({ kpi: "orders", period: "2026-08", value: "41.50", runid: "run-7", sourceline: "4211" }),
    {
      topic: "runs",
      key: "erp",
      event: run("run-7"),
    },
  ]);
  const rows = await explainObservation(under.database.store, {
    kpi: "orders",
    period: "2026-08",
    versions: {},
  });
  expect(rows).toMatchObject([
    {
      value: "41.5",
      standing: "accepted",
      is_current: true,
      run_id: "run-7",
      source_line: 4211,
      connector: "erp",
      run_status: "succeeded",
      log_topic: "observations",
    },
  ]);
});

test("a poison record is set aside with its offset and reason, and the records around it are taken", async () => {
  const poison = observation({ kpi: "visits", period: "no period", value: "1", id: "poison" });
  const refused = observation({ kpi: "visits", period: "2026-05", value: "1", id: "lone surrogate \ud800" });
  const newer = {
    ...observation({ kpi: "visits", period: "2026-05", value: "1" }).event,
    type: "milepost.weather.v9",
  };
  await under.appendAndWait([
    observation({ kpi: "visits", period: "2026-03", value: "3" }),
    poison,
    refused,
    { topic: "observations", key: "visits/", event: newer as unknown as MilepostEvent },
    observation({ kpi: "visits", period: "2026-04", value: "4" }),
  ]);
  await under.caughtUp();
  const all = await shownObservations(under.database.store);
  const rows = all.filter(({ kpi }) => kpi === "visits");
  expect(rows.map((row) => `${row.period_label} ${row.value}`)).toEqual(["2026-03 3", "2026-04 4"]);
  const dead = await under.database.store.query(deadLetters());
  expect(dead.map(({ topic, code }) => `${topic} ${code}`).toSorted()).toEqual([
    "observations invalid_event",
    "observations row_refused",
    "observations unknown_type",
  ]);
  expect(dead.find(({ code }) => code === "unknown_type")?.reason).toContain("milepost.weather.v9");
  expect(new Set(dead.map(({ offset }) => offset)).size).toBe(3);
});

test("goal progress and the scorecard follow the observations, and what is unknown is no number", async () => {
  await under.appendAndWait([observation({ kpi: "repairs", period: "2026-06", value: "60" })]);
  const [june] = await under.database.store.query(
    goalProgress({ goals: ["repairs-2026"], from: "2026-06-01", to: "2026-06-30" }),
  );
  expect(june).toMatchObject({ actual: 60, status: expect.stringMatching(/on_track|off_track/) });
  const [january] = await under.database.store.query(
    goalProgress({ goals: ["repairs-2026"], to: "2026-01-31" }),
  );
  expect(january).toMatchObject({ actual: null, status: "unknown" });
  const rows = await under.database.store.query(
    scorecardRows({ scorecard: "company", periodStart: "2026-06-01" }),
  );
  const whole = rows.find((row) => row.level === "scorecard");
  expect(whole).toMatchObject({ items: 3, unknown_items: 2 });
  expect(whole?.coverage).toBeLessThan(1);

  await under.appendAndWait([
    observation({ kpi: "repairs", period: "2026-06", value: null, time: "2026-10-01T07:00:00.000Z" }),
  ]);
  const after = await under.database.store.query(goalProgress({ goals: ["repairs-2026"] }));
  expect(after).toEqual([]);
});

test("a KPI in a new unit starts unknown: what was measured in the earlier one says nothing of its goal", async () => {
  const kpi = { name: "visits", direction: "increase", behaviour: "stock", grain: "month" };
  const anew = definition("kpi", "visits", { ...kpi, unit: "thousands" });
  const data = { ...(anew.event.data as object), kpiVersion: 2 };
  const progress = async (): Promise<readonly (number | null)[]> => {
    const rows = await under.database.store.query(goalProgress({ goals: ["visits-2026"] }));
    return rows.map(({ actual }) => actual);
  };
  await under.appendAndWait([observation({ kpi: "visits", period: "2026-02", value: "5000" })]);
  expect(await progress()).toContain(5000);
  await under.appendAndWait([{ ...anew, event: { ...anew.event, data } as MilepostEvent }]);
  expect(await progress()).toEqual([]);
});

test("a value that changes after its period is over is a restatement, a first value and a late older one are none", async () => {
  const august = { kpi: "orders", period: "2026-07" } as const;
  await under.appendAndWait([
    observation({
      ...august,
      value: "10",
      knownAt: "2026-08-01T00:00:00.000Z",
      time: "2026-08-01T00:00:00.000Z",
    }),
    observation({
      ...august,
      value: "12",
      knownAt: "2026-08-03T00:00:00.000Z",
      time: "2026-08-03T00:00:00.000Z",
    }),
    observation({
      ...august,
      value: "11",
      knownAt: "2026-08-04T00:00:00.000Z",
      time: "2026-08-02T00:00:00.000Z",
    }),
  ]);
  const rows = await under.database.store.query(restatements({ kpi: "orders" }));
  expect(rows).toMatchObject([
    { old_value: "10", new_value: "12", change_percent: 20, period_label: "2026-07" },
  ]);
});

test("freshness says the last period with a value, and names KPIs that never had one", async () => {
  await under.appendAndWait([
    definition("kpi", "silent", {
      name: "Silent",
      unit: "count",
      behaviour: "flow",
      grain: "month",
      publicationLag: "P5D",
    }),
  ]);
  const rows = await under.database.store.query(kpiFreshness());
  expect(rows.find((row) => row.kpi === "silent")).toMatchObject({
    last_period: null,
    known_at: null,
    periods: 0,
    publication_lag: "P5D",
  });
  expect(rows.find((row) => row.kpi === "orders")).toMatchObject({ last_period: "2026-08", periods: 2 });
});

test("a private goal is in no public table, but in those that the services read", async () => {
  const secret = { kind: "annual_goal", title: "Secret", owner: "ann", window: 2026, private: true };
  await under.appendAndWait([
    definition("goal", "secret-2026", { ...secret, measure: { kpi: "orders", to: 100 } }),
    alertRaised("secret-2026"),
    alertRaised("orders-2026"),
  ]);
  const { store } = under.database;
  for (const table of ["goals", "goals_history", "goal_progress", "alerts", "assessments"]) {
    const rows = await store.query({
      name: "private",
      sql: `SELECT goal FROM ${table} WHERE goal = 'secret-2026'`,
      params: {},
    });
    expect({ [table]: rows }).toEqual({ [table]: [] });
  }
  const shown = await store.query(alerts());
  expect(shown).toMatchObject([
    {
      goal: "orders-2026",
      status: "open",
      p_hit: 0.2,
      acknowledged_at: null,
      outcome: null,
      delivered_at: null,
    },
  ]);
  const kept = await store.query({
    name: "kept",
    sql: "SELECT goal FROM {base:Identifier}.goal_progress_rows FINAL WHERE goal = 'secret-2026' LIMIT 1",
    params: {},
  });
  expect(kept).toHaveLength(1);
});

test("a restart repeats nothing and forgets nothing", async () => {
  const before = await shownObservations(under.database.store);
  await under.restart();
  await under.appendAndWait([observation({ kpi: "orders", period: "2026-09", value: "50" })]);
  const after = await shownObservations(under.database.store);
  expect(after.filter((row) => row.period_label !== "2026-09")).toEqual(before);
  expect(after).toHaveLength(before.length + 1);
  expect(under.projector().metrics().records).toBe(1);
});

test("tables from before there was a journal go on as the first ones, without being built anew", async () => {
  const { store } = under.database;
  await under.restart(async () => store.command("TRUNCATE TABLE milepost_base.rebuild_states"));
  await under.appendAndWait([observation({ kpi: "orders", period: "2026-09", value: "51" })]);
  expect(under.projector().metrics().records).toBe(1);
  expect(await readTablesStanding(store)).toMatchObject({
    live: { build: 0, generation: 1 },
    isSettling: false,
  });
  expect(await under.projector().rebuilds().list()).toEqual([]);
});

function run(id: string): MilepostEvent {
  const at = "2026-10-01T07:59:00.000Z";
  return {
    specversion: "1.0",
    id,
    source: "//test/ingest",
    type: "milepost.run.completed.v1",
    time: at,
    recordedtime: at,
    data: {
      run: id,
      connector: "erp",
      mode: "pull",
      status: "succeeded",
      startedAt: at,
      finishedAt: at,
      rowsRead: 1,
      observationsAppended: 1,
      unchanged: 0,
      empty: 0,
      notYetPublished: 0,
      problemCount: 0,
      problems: [],
    },
  };
}

function alertRaised(goal: string): { topic: "assessments"; key: string; event: MilepostEvent } {
  const at = "2026-10-01T07:59:00.000Z";
  return {
    topic: "assessments",
    key: goal,
    event: {
      specversion: "1.0",
      id: `${goal}-alert`,
      source: "//test/predict",
      type: "milepost.alert.raised.v1",
      time: at,
      recordedtime: at,
      data: {
        alert: `${goal}-alert`,
        goal,
        kpi: "orders",
        owner: "ann",
        asOf: at,
        period: "2026-09",
        backtest: false,
        pHit: 0.2,
        pHitBefore: 0.6,
        raiseBelow: 0.5,
        periods: 2,
        expectedEnd: 90,
        low80: 80,
        high80: 100,
        target: 120,
        gap: -30,
        lastActionPeriod: "2026-11",
        headline: "Likely to miss",
        message: "…",
        evidence: "/kpis/orders",
      },
    },
  };
}
