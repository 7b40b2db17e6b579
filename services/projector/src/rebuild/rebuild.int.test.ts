import { baseDatabase, shadowDatabase } from "@milepost/store";
import { createBaseTable } from "@milepost/store/schema/base-table";
import { BASE_TABLES, REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { currentObservations } from "@milepost/store/queries/current-observations";
import { rebuilds } from "@milepost/store/queries/rebuilds";
import fc from "fast-check";
import { fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectorUnderTest } from "../projector-parts.fixture.ts";
import { observation, smallPlan, startProjector } from "../projector-parts.fixture.ts";
import { openJournal } from "./exchange.ts";

const RUNS = 4;

let under: ProjectorUnderTest;
beforeAll(async () => {
  under = await startProjector();
  await under.appendAndWait(smallPlan());
});
afterAll(async () => under.close());

const minute = fc.integer({ min: 10, max: 15 });
const written = fc.record({
  kpi: fc.constantFrom("orders", "visits", "repairs"),
  id: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6"),
  source: fc.constantFrom("//a", "//a", "//b"),
  period: fc.constantFrom("2026-01", "2026-02", "2026-03", "no period"),
  value: fc.constantFrom("1", "2.50", null),
  time: minute.map((minutes) => `2026-10-01T06:${minutes}:00.000Z`),
});

test("tables rebuilt from the log equal the live ones, whatever was written: duplicates, conflicts, retractions, poison", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 60 }), async (fields) => {
      await under.appendAndWait(fields.map((one) => observation(one)));
      await under.caughtUp();
      const report = await under.projector().rebuild();
      expect(report.tables.filter((table) => table.differed)).toEqual([]);
      expect(report.differed).toBe(false);
    }),
    { numRuns: RUNS },
  );
  expect((await under.database.store.query(currentObservations({}))).length).toBeGreaterThan(0);
});

test("a rebuild finds the table that is not what the log says, mends it, and says so; what arrives meanwhile is not lost", async () => {
  const { store } = under.database;
  const before = await store.query(currentObservations({}));
  await store.command(
    `ALTER TABLE ${baseDatabase(store.database)}.observation_events DELETE WHERE kpi = 'orders' SETTINGS mutations_sync = 2`,
  );
  const rebuilding = under.projector().rebuild();
  const meanwhile = Array.from({ length: 20 }, (_, index) =>
    observation({ kpi: "meanwhile", period: "2026-09", value: String(index), id: `meanwhile-${index}` }),
  );
  for (const record of meanwhile) await under.log.append([record]);
  const report = await rebuilding;
  expect(report.tables.filter((table) => table.differed).map(({ table }) => table)).toEqual([
    "observation_events",
  ]);
  await under.caughtUp();
  const after = await store.query(currentObservations({}));
  expect(after.filter(({ kpi }) => kpi !== "meanwhile")).toEqual(before);
  expect(after.find(({ kpi }) => kpi === "meanwhile")?.value).toBe("19");
  const [row] = await store.query({
    ...rebuilds(),
    sql: `SELECT * FROM rebuilds WHERE rebuild = '${report.rebuild}' AND differed`,
  });
  expect(row).toMatchObject({ table_name: "observation_events", generation: 1 });
  expect(row?.rebuilt_rows).toBeGreaterThan(row?.live_rows ?? 0);
});

test("an exchange that was cut off half-way is completed by the next start", async () => {
  const { store } = under.database;
  const shadow = shadowDatabase(store.database);
  const base = baseDatabase(store.database);
  const before = await store.query(currentObservations({}));
  await store.command(`CREATE DATABASE IF NOT EXISTS ${shadow}`);
  for (const table of REBUILT_TABLES) {
    await store.command(createBaseTable(table, shadow));
    await store.command(`INSERT INTO ${shadow}.${table.name} SELECT * FROM ${base}.${table.name}`);
  }
  await openJournal(store, { rebuild: "cut-off", report: [] });
  await store.command(`EXCHANGE TABLES ${base}.observation_events AND ${shadow}.observation_events`);
  await store.command(`TRUNCATE TABLE ${shadow}.observation_events`);

  await under.restart();
  expect(await store.query(currentObservations({}))).toEqual(before);
  const left = await store.query({
    name: "left over",
    sql: "SELECT name FROM system.databases WHERE name = {shadow:String}",
    params: { shadow },
  });
  expect(left).toEqual([]);
});

test("tables that were deleted are filled again from the log at the next start", async () => {
  const { store } = under.database;
  const before = await store.query(currentObservations({}));
  const base = baseDatabase(store.database);
  await under.restart(async () => {
    for (const { name } of BASE_TABLES) await store.command(`TRUNCATE TABLE ${base}.${name}`);
  });
  await under.caughtUp();
  expect(await store.query(currentObservations({}))).toEqual(before);
});

test("POST /rebuilds answers with what differed, and refuses a second rebuild beside the first", async () => {
  const app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(under.projector().routes);
  const [first, second] = await Promise.all([
    app.inject({ method: "POST", url: "/rebuilds" }),
    app.inject({ method: "POST", url: "/rebuilds" }),
  ]);
  expect(first.json()).toMatchObject({ differed: false, generation: 1 });
  expect(second.json()).toMatchObject({ code: "conflict" });
  await app.close();
});
