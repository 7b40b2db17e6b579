import { setTimeout as delay } from "node:timers/promises";
import { fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { NewRecord } from "@milepost/event-log";
import { standingClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { databases } from "@milepost/store/queries/databases";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeployment, openReference } from "../processes.fixture.ts";
import type { Deployment, Reference, SteppedProcess } from "../processes.fixture.ts";
import { observation, rebuildEnded, smallPlan } from "../projector-parts.fixture.ts";
import { tableContent } from "../table-content.fixture.ts";
import { readJournal } from "./journal.ts";
import { sweepShadows } from "./sweep.ts";

const REBUILDS = 2;
const BETWEEN_APPENDS_MS = 15;
const DAY_MS = 86_400_000;

let engine: TestStore;
let reference: Reference;
let deployment: Deployment;
let process: SteppedProcess;
beforeAll(async () => {
  engine = await openTestStore();
  [reference, deployment] = await Promise.all([openReference(engine), openDeployment(engine)]);
  await deployment.log.append(smallPlan());
  process = await deployment.start();
});
afterAll(async () => {
  await process.close();
  await deployment.close();
  await reference.close();
  await engine.close();
});

/** A value that is greater than all before it, for one period. */
function growing(value: number): NewRecord {
  const time = new Date(Date.parse("2026-10-01T00:00:00Z") + value).toISOString();
  return observation({ kpi: "orders", period: "2026-03", value: String(value), time });
}

async function rebuilt(): Promise<string> {
  const { rebuild } = await process.projector.rebuilds().start();
  await rebuildEnded(process.projector, rebuild);
  return rebuild;
}

/** Asks until told to stop; everything that it counts may only grow. */
async function watchViews(store: Store, stop: AbortSignal): Promise<number> {
  const views = await store.query<{ name: string }>({
    name: "views",
    sql: "SELECT name FROM system.tables WHERE database = {own:String} AND engine = 'View' AND name NOT LIKE '%as_of'",
    params: { own: store.database },
  });
  const figures = {
    value: "SELECT toFloat64(max(value)) AS figure FROM observations WHERE kpi = 'orders'",
    versions: "SELECT toFloat64(count()) AS figure FROM observations_history WHERE kpi = 'orders'",
    progress: "SELECT max(actual) AS figure FROM goal_progress WHERE goal = 'orders-2026'",
    items: "SELECT toFloat64(max(items)) AS figure FROM scorecards",
    goals: "SELECT toFloat64(count()) AS figure FROM goals",
  };
  const seen = new Map<string, number>();
  let rounds = 0;
  for (; !stop.aborted; rounds += 1) {
    const { name } = views[rounds % views.length] ?? { name: "kpis" };
    await store.query({ name, sql: `SELECT * FROM ${name}`, params: {} });
    for (const [what, sql] of Object.entries(figures)) {
      const [row] = await store.query<{ figure: number | null }>({ name: what, sql, params: {} });
      const before = seen.get(what) ?? Number.NEGATIVE_INFINITY;
      const figure = row?.figure ?? Number.NEGATIVE_INFINITY;
      if (figure < before) throw new Error(`${what} went back from ${before} to ${figure}`);
      seen.set(what, figure);
    }
  }
  return rounds;
}

test("while tables are rebuilt under live traffic, every view answers, and never with an older value", async () => {
  let value = 0;
  await deployment.log.append([growing((value += 1))]);
  await process.caughtUp();
  const stop = new AbortController();
  const watching = watchViews(deployment.store, stop.signal);
  const write = async (): Promise<void> => {
    for (; !stop.signal.aborted; await delay(BETWEEN_APPENDS_MS)) {
      await deployment.log.append([growing((value += 1))]);
    }
  };
  const writing = write();
  for (let count = 0; count < REBUILDS; count += 1) {
    const status = await process.projector.rebuilds().get(await rebuilt());
    expect(status).toMatchObject({ state: "done", differed: false, comparison: { notCompared: {} } });
    expect(status.comparison?.months.length).toBeGreaterThan(0);
  }
  stop.abort();
  await writing;
  expect(await watching).toBeGreaterThan(REBUILDS);
  await process.caughtUp();
  expect(await tableContent(deployment.store)).toEqual(await reference.of(deployment.log));
});

test("the tables from before are kept for their time, those of the newest rebuild alone, and dropped at once when asked", async () => {
  const kept = async (): Promise<readonly string[]> => {
    const names = (await deployment.store.query(databases())).map(({ name }) => name);
    return names.filter((name) => name.startsWith(`${deployment.store.database}_shadow_`));
  };
  const holdsOld = async (rebuild: string): Promise<boolean> =>
    (await process.projector.rebuilds().get(rebuild)).keptUntil !== null;
  const [first, second] = [await rebuilt(), await rebuilt()];
  await process.projector.rebuilds().resumeExchanges(0);
  const sweep = (afterMs: number): Promise<void> => {
    const clock = standingClock(Date.now() + afterMs);
    return sweepShadows({ store: deployment.store, clock, cluster: undefined, keepOldMs: DAY_MS });
  };
  await sweep(0);
  expect([await holdsOld(first), await holdsOld(second)]).toEqual([false, true]);
  expect(await process.projector.rebuilds().drop(second)).toMatchObject({ state: "done", keptUntil: null });
  const third = await rebuilt();
  expect(await holdsOld(third)).toBe(true);
  await sweep(DAY_MS - 60_000);
  expect(await holdsOld(third)).toBe(true);
  await sweep(DAY_MS + 60_000);
  expect(await holdsOld(third)).toBe(false);
  expect(await kept()).toEqual([]);
});

test("two that start a rebuild at the same moment: one rebuilds, and nothing stays open", async () => {
  const other = await deployment.start();
  const before = (await readJournal(deployment.store)).length;
  const starts = await Promise.allSettled([
    process.projector.rebuilds().start(),
    other.projector.rebuilds().start(),
  ]);
  const begun = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value.rebuild] : []));
  expect(begun).toHaveLength(1);
  for (const rebuild of begun) await rebuildEnded(process.projector, rebuild);
  const journal = await readJournal(deployment.store);
  expect(journal.slice(before).every(({ state }) => state === "done" || state === "dropped")).toBe(true);
  await other.close();
});

test("the API begins, shows and lists rebuilds, and tells both ways out of one that is open", async () => {
  const app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(process.projector.routes);
  const begun = await app.inject({
    method: "POST",
    url: "/rebuilds",
    headers: { "idempotency-key": "once" },
  });
  expect(begun.statusCode).toBe(202);
  const { rebuild } = begun.json<{ rebuild: string }>();
  const again = await app.inject({
    method: "POST",
    url: "/rebuilds",
    headers: { "idempotency-key": "once" },
  });
  expect(again.json()).toMatchObject({ rebuild });
  const refused = await app.inject({ method: "POST", url: "/rebuilds" });
  expect(refused.json()).toMatchObject({ code: "conflict" });
  await rebuildEnded(process.projector, rebuild);
  const url = `/rebuilds/${encodeURIComponent(rebuild)}`;
  const shown = await app.inject({ method: "GET", url });
  expect(shown.json()).toMatchObject({ state: "done", differed: false, generation: 1 });
  const list = await app.inject({ method: "GET", url: "/rebuilds" });
  expect(list.json<{ items: readonly unknown[] }>().items[0]).toMatchObject({ rebuild, differed: false });
  const resumed = await app.inject({ method: "POST", url: `${url}/resume` });
  expect(resumed.json()).toMatchObject({ code: "conflict" });
  const dropped = await app.inject({ method: "POST", url: `${url}/drop` });
  expect(dropped.json()).toMatchObject({ state: "done", keptUntil: null });
  expect((await app.inject({ method: "GET", url: "/rebuilds/none" })).json()).toMatchObject({
    code: "not_found",
  });
  await app.close();
});
