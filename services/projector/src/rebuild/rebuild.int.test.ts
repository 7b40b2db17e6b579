import { baseDatabase } from "@milepost/store";
import { rebuilds } from "@milepost/store/queries/rebuilds";
import { BASE_TABLES } from "@milepost/store/schema/base-tables";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectorUnderTest } from "../projector-parts.fixture.ts";
import { observation, shownObservations, smallPlan, startProjector } from "../projector-parts.fixture.ts";

const RUNS = 3;

let under: ProjectorUnderTest;
beforeAll(async () => {
  under = await startProjector();
  await under.appendAndWait(smallPlan());
  // Whatever is written at random comes after it: the series' source is known, and what follows by hand counts.
  await under.appendAndWait([observation({ kpi: "orders", period: "2026-05", value: "50" })]);
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
      const { comparison, state } = await under.rebuild();
      expect(comparison?.months.filter((month) => month.differed)).toEqual([]);
      expect({ state, notCompared: comparison?.notCompared }).toEqual({ state: "done", notCompared: {} });
    }),
    { numRuns: RUNS },
  );
  expect((await shownObservations(under.database.store)).length).toBeGreaterThan(0);
});

test("a rebuild tells month by month what the live tables have wrong, shows rows, mends them; what arrives meanwhile is not lost", async () => {
  const { store } = under.database;
  const base = baseDatabase(store.database);
  await under.appendAndWait([
    observation({ kpi: "orders", period: "2026-07", value: "70" }),
    observation({ kpi: "orders", period: "2026-08", value: "80" }),
  ]);
  await under.caughtUp();
  const before = await shownObservations(store);
  const mutate = (sql: string): Promise<void> =>
    store.command(`ALTER TABLE ${base}.${sql} SETTINGS mutations_sync = 2`);
  await mutate("observation_events DELETE WHERE kpi = 'orders' AND period_label = '2026-07'");
  await mutate("observation_events UPDATE value = 81 WHERE kpi = 'orders' AND period_label = '2026-08'");
  await mutate(
    "goal_progress_rows UPDATE status = 'watch' WHERE goal = 'orders-2026' AND period_label != ''",
  );
  await mutate("scorecard_rows DELETE WHERE scorecard = 'company'");

  const { rebuild } = await under.projector().rebuilds().start();
  for (let index = 0; index < 20; index += 1) {
    const value = String(index);
    await under.log.append([observation({ kpi: "meanwhile", period: "2026-09", value, id: `m-${index}` })]);
  }
  const { comparison } = await under.rebuildEnded(rebuild);
  const differing = comparison?.months.filter((month) => month.differed) ?? [];
  const places = new Set(differing.map(({ table, month }) => `${table} ${month}`));
  expect(places).toContain("observation_events 2026-07");
  expect(places).toContain("observation_events 2026-08");
  expect([...places].filter((place) => place.startsWith("observation_events"))).toHaveLength(2);
  const august = differing.find(({ table, month }) => `${table} ${month}` === "observation_events 2026-08");
  expect(august).toMatchObject({ liveRows: 1, rebuiltRows: 1 });
  expect(august?.samples).toMatchObject([
    { key: { kpi: "orders" }, live: { value: "81" }, rebuilt: { value: "80" } },
  ]);
  const july = differing.find(({ table, month }) => `${table} ${month}` === "observation_events 2026-07");
  expect(july?.samples).toMatchObject([{ key: { kpi: "orders" }, live: null, rebuilt: { value: "70" } }]);
  const progress = differing.find(({ table }) => table === "goal_progress_rows");
  expect(progress?.liveStatuses).toHaveProperty("watch");
  expect(progress?.rebuiltStatuses).not.toHaveProperty("watch");
  expect(progress?.samples[0]?.live).toEqual({ status: "watch" });
  expect(differing.some(({ table, liveRows }) => table === "scorecard_rows" && liveRows === 0)).toBe(true);

  await under.caughtUp();
  const after = await shownObservations(store);
  expect(after.filter(({ kpi }) => kpi !== "meanwhile")).toEqual(before);
  expect(after.find(({ kpi }) => kpi === "meanwhile")?.value).toBe("19");
  expect((await under.rebuild()).differed).toBe(false);

  const rows = (await store.query(rebuilds())).filter((row) => row.rebuild === rebuild && row.differed);
  expect(rows).toHaveLength(differing.length);
  expect(rows.find(({ month }) => month === "2026-08")).toMatchObject({ generation: 1, live_rows: 1 });
});

test("tables that were deleted are built again from the log before the next start takes anything", async () => {
  const { store } = under.database;
  const before = await shownObservations(store);
  const base = baseDatabase(store.database);
  await under.restart(async () => {
    for (const { name } of BASE_TABLES) await store.command(`TRUNCATE TABLE ${base}.${name}`);
  });
  expect(await shownObservations(store)).toEqual(before);
  await under.caughtUp();
  expect((await under.rebuild()).differed).toBe(false);
});
