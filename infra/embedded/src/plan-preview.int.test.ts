import { readFile } from "node:fs/promises";
import { TOPICS } from "@milepost/contracts";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const GUIDE = new URL("../../../docs/architecture.md", import.meta.url);
const folder = temporaryFolder();
let under: DeploymentUnderTest;

type Objects = Record<string, Record<string, unknown>>;
interface Standing {
  readonly period: string;
  readonly actual: number | null;
  readonly target: number | null;
  readonly progress: number | null;
  readonly status: string;
}
interface Effects {
  readonly totals: Record<string, number>;
  readonly goals: readonly {
    goal: string;
    change: string;
    before: Standing | null;
    after: Standing | null;
  }[];
  readonly scorecards: readonly { scorecard: string; after: { period: string; score: number } | null }[];
  readonly kpis: readonly Record<string, unknown>[];
  readonly truncated: boolean;
  readonly note: string;
}

const goal = (kpi: string, to: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: "annual_goal",
  title: `Reach ${to}`,
  owner: "ann",
  window: 2026,
  measure: { kpi, from: 0, to },
  ...more,
});
const kpi = { unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const kpis: Objects = {
  orders: { ...kpi, name: "Orders" },
  visits: { ...kpi, name: "Visits" },
  repairs: { ...kpi, name: "Repairs", dimensions: ["plant"], total: "reported" },
};
const goals: Objects = {
  "orders-2026": goal("orders", 100),
  "visits-2026": goal("visits", 100),
  "repairs-2026": goal("repairs", 100),
};
/** One goal that is to leave the plan, and one that is to get another id. */
const going: Objects = { "left-2026": goal("orders", 120), "named-2026": goal("orders", 80) };
const scorecards = { company: { items: [{ goal: "orders-2026" }, { goal: "visits-2026" }] } };
const plan = (more: Record<string, unknown> = {}): string =>
  JSON.stringify(planFile({ kpis, goals, scorecards, ...more }));

async function post(text: string, query = ""): Promise<Answer & { readonly effects: Effects }> {
  const headers = { host: "localhost", "content-type": "application/yaml" };
  const answer = await under.app.inject({ method: "POST", url: `/v1/plans${query}`, headers, payload: text });
  const body = answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, body, effects: body["effects"] as Effects };
}

/** Each goal's newest row of `goal_progress`: period, actual, target, progress and status. */
async function newestRows(): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const sql =
    "SELECT goal, argMax(tuple(period_label, actual, target, progress, status), period_start) AS newest FROM goal_progress GROUP BY goal";
  const rows = await under.embedded.store.query<{ goal: string; newest: readonly unknown[] }>({
    name: "newest",
    sql,
    params: {},
  });
  return new Map(rows.map(({ goal: id, newest }) => [id, newest]));
}

beforeAll(async () => {
  under = await startDeployment(folder.path, NOW);
  const leaving = { items: [{ goal: "left-2026" }] };
  await post(plan({ goals: { ...goals, ...going }, scorecards: { ...scorecards, leaving } }));
  const events = Object.entries({ orders: 90, visits: 40 }).flatMap(([id, value]) =>
    ["2026-08", "2026-09"].map((period) =>
      observationEvent({ data: { kpi: id, period, value: String(value) } }),
    ),
  );
  const parts = ["ulm", "bonn"].map((plant) =>
    observationEvent({ data: { kpi: "repairs", period: "2026-09", series: { plant }, value: "45" } }),
  );
  const total = observationEvent({ data: { kpi: "repairs", period: "2026-09", value: "70" } });
  await under.call("POST /v1/events", [...events, ...parts, total]);
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

it("B-05 definitions are files, and a dry run shows which statuses would change before they are deployed: nothing is written, and deploying shows just that", async () => {
  const changed = plan({
    kpis: {
      ...kpis,
      visits: { ...kpis["visits"], unit: "thousands" },
      repairs: { ...kpis["repairs"], total: "derived" },
    },
    goals: {
      ...goals,
      "orders-2026": goal("orders", 130),
      "orders-2027": goal("orders", 150, { window: 2027 }),
      "renamed-2026": { ...going["named-2026"], renamedFrom: "named-2026" },
    },
  });
  const before = await under.caughtUp();
  const { status, effects, body } = await post(changed, "?dryRun=true");
  expect([status, body["dryRun"]]).toEqual([200, true]);
  expect(await under.embedded.log.end(TOPICS)).toEqual(before);
  expect(effects).toMatchObject({
    totals: { statusChanges: 6, goals: 7, scorecards: 2, kpis: 2 },
    truncated: false,
    note: expect.stringContaining("not computed"),
  });
  const of = (id: string): Effects["goals"][number] | undefined =>
    effects.goals.find(({ goal: name }) => name === id);
  expect(of("orders-2026")).toMatchObject({
    change: "changes",
    before: { period: "2026-09", actual: 90, status: "on_track" },
    after: { period: "2026-09", actual: 90, status: "off_track" },
    // August's 90 still meets two thirds of 130.
    periodsWithOtherStatus: 1,
  });
  expect(of("visits-2026")).toMatchObject({
    before: { status: "off_track" },
    after: null,
    periodsWithOtherStatus: 2,
  });
  expect(of("repairs-2026")).toMatchObject({
    before: { actual: 70, status: "off_track" },
    after: { actual: 90, status: "on_track" },
  });
  expect(of("orders-2027")).toMatchObject({ change: "appears", before: null, after: null });
  expect(["left-2026", "named-2026", "renamed-2026"].map((id) => of(id)?.change)).toEqual([
    "disappears",
    "disappears",
    "appears",
  ]);
  expect(effects.kpis).toEqual([
    expect.objectContaining({
      kpi: "visits",
      periodsBefore: 2,
      periodsAfter: 0,
      noLongerCount: 2,
      newestAfter: null,
    }),
    expect.objectContaining({
      kpi: "repairs",
      countDifferently: 1,
      newestBefore: { period: "2026-09", total: 70 },
      newestAfter: { period: "2026-09", total: 90 },
    }),
  ]);

  const applied = await post(changed);
  expect(applied.effects).toBeNull();
  await under.caughtUp();
  const { store } = under.embedded;
  const shown = await newestRows();
  for (const { goal: id, before: was, after } of effects.goals) {
    // What left the plan keeps the periods that were over by then.
    const { period, actual, target, progress, status: says } = (id === "left-2026" ? was : after) ?? {};
    expect(shown.get(id), id).toEqual(
      period === undefined ? undefined : [period, actual, target, progress, says],
    );
  }
  const [card] = await store.query<{ score: number }>({
    name: "score",
    sql: "SELECT score FROM scorecards WHERE scorecard = 'company' AND level = 'scorecard' AND period_label = '2026-09'",
    params: {},
  });
  expect(card?.score).toBe(effects.scorecards.find(({ scorecard }) => scorecard === "company")?.after?.score);
  expect((await post(changed, "?dryRun=true")).effects.totals).toEqual({
    statusChanges: 0,
    goals: 0,
    scorecards: 0,
    kpis: 0,
  });
});

it("what left the plan gets no rows of what comes then, a goal that was renamed gets them under its new id alone, and a rebuild says the same", async () => {
  const october = observationEvent({ data: { kpi: "orders", period: "2026-10", value: "95" } });
  await under.call("POST /v1/events", [october]);
  const ofTables = async (): Promise<readonly unknown[]> => {
    const shown = await newestRows();
    const card = "SELECT max(period_label) AS last FROM scorecards WHERE scorecard = 'leaving'";
    const [leaving] = await under.embedded.store.query({ name: "card", sql: card, params: {} });
    const ids = ["orders-2026", "left-2026", "named-2026", "renamed-2026"];
    return [...ids.map((id) => shown.get(id)?.[0]), leaving];
  };
  await under.caughtUp();
  const expected = ["2026-10", "2026-09", undefined, "2026-10", { last: "2026-09" }];
  expect(await ofTables()).toEqual(expected);
  const { rebuild } = (await under.call("POST /v1/rebuilds")).body as { readonly rebuild: string };
  const path = `GET /v1/rebuilds/${encodeURIComponent(rebuild)}`;
  await vi.waitFor(async () => expect((await under.call(path)).body).toMatchObject({ state: "done" }), {
    timeout: 120_000,
    interval: 200,
  });
  expect((await under.call(path)).body).toMatchObject({ differed: false });
  expect(await ofTables()).toEqual(expected);
});

it("a goal that leaves the plan disappears with its status", async () => {
  const { "orders-2026": _gone, ...rest } = goals;
  const { effects } = await post(
    plan({ goals: rest, scorecards: { company: { items: [{ goal: "visits-2026" }] } } }),
    "?dryRun=true",
  );
  const gone = effects.goals.find(({ goal: id }) => id === "orders-2026");
  expect(gone).toMatchObject({ change: "disappears", after: null, statusChanges: true });
});

it("a change of meaning that is taken back brings all values back: a dry run says so, and deploying shows it", async () => {
  const inCurrency = (currency: string): string =>
    plan({
      kpis: { ...kpis, price: { ...kpi, name: "Price", unit: "currency", currency } },
      goals: { ...goals, "price-2026": goal("price", 100) },
    });
  await post(inCurrency("EUR"));
  const values = ["2026-08", "2026-09"].map((period) =>
    observationEvent({ data: { kpi: "price", period, value: "90" } }),
  );
  await under.call("POST /v1/events", values);
  await under.caughtUp();
  await post(inCurrency("USD"));
  const dollars = observationEvent({ data: { kpi: "price", period: "2026-09", value: "99" } });
  await under.call("POST /v1/events", [dollars]);
  await under.caughtUp();

  const { effects } = await post(inCurrency("EUR"), "?dryRun=true");
  const after = { period: "2026-09", actual: 90, status: "on_track" };
  expect(effects.goals.find(({ goal: id }) => id === "price-2026")).toMatchObject({
    before: { period: "2026-09", actual: 99 },
    after,
  });
  expect(effects.kpis).toMatchObject([{ kpi: "price", periodsBefore: 1, periodsAfter: 2 }]);
  await post(inCurrency("EUR"));
  await under.caughtUp();
  const rows = await under.embedded.store.query<object>({
    name: "progress",
    sql: "SELECT actual, status FROM goal_progress WHERE goal = 'price-2026' AND period_label = '2026-09'",
    params: {},
  });
  expect(rows).toEqual([{ actual: 90, status: "on_track" }]);
  // Tables show the newest reading, whatever it means; docs/architecture.md says how to ask for what counts.
  const { store } = under.embedded;
  const [, sql = ""] = /```sql\n([^`]*)```/u.exec(await readFile(GUIDE, "utf8")) ?? [];
  const counting = await store.query<Record<string, unknown>>({ name: "counting", sql, params: {} });
  const prices = counting.filter((row) => row["kpi"] === "price");
  expect(prices.map((row) => `${String(row["period_label"])} ${String(row["value"])}`).toSorted()).toEqual([
    "2026-08 90",
    "2026-09 90",
  ]);
});
