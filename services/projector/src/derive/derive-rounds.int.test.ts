import { TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { silentLogger } from "@milepost/runtime";
import { baseDatabase } from "@milepost/store";
import { scorecardRows } from "@milepost/store/queries/scorecard-rows";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followPlans } from "../plans.ts";
import type { Plans } from "../plans.ts";
import { observation, smallPlan } from "../projector-parts.fixture.ts";
import { versionOf } from "../position.ts";
import { replay } from "../rebuild/replay.ts";
import type { ProjectorStep } from "../steps.ts";
import { createDeriveRounds } from "./derive-rounds.ts";
import type { DeriveRounds } from "./derive-rounds.ts";
import { DERIVATION_RULES } from "./computed.ts";
import { createDirtMemory } from "./dirt-memory.ts";
import { readWatermark } from "./watermark.ts";

const BUILD = 0;

let testLog: TestLog;
let database: TestStore;
let plans: Plans;
let projected: Position = {};
beforeAll(async () => {
  [testLog, database] = await Promise.all([openTestLog(), openTestStore()]);
  plans = await followPlans(testLog.log);
  await project(smallPlan());
});
afterAll(async () => {
  await plans.close();
  await database.close();
  await testLog.close();
});

/** Appends records and inserts their rows, as some projector of the group did; resolves with what it committed. */
async function project(records: readonly NewRecord[]): Promise<Position> {
  const { log } = testLog;
  const { store } = database;
  await log.append(records);
  const target = { store, base: baseDatabase(store.database), build: BUILD };
  const { signal } = new AbortController();
  projected = await replay({ log, target, from: projected, to: await log.end(TOPICS), signal });
  return projected;
}

/** The rounds of a process that projected nothing itself. */
function rounds(
  onStep?: (step: ProjectorStep) => void,
  rules: { readonly rules?: number } = {},
): DeriveRounds {
  const { log } = testLog;
  const { store } = database;
  return createDeriveRounds({
    log,
    store,
    plans,
    onStep,
    logger: silentLogger(),
    memory: createDirtMemory(),
    ...rules,
  });
}

async function scores(): Promise<Readonly<Record<string, number | null>>> {
  const query = scorecardRows({ scorecard: "company", periodStart: "2026-06-01" });
  const rows = await database.store.query(query);
  return Object.fromEntries(rows.filter(({ level }) => level === "item").map(({ id, score }) => [id, score]));
}

const june = (kpi: string, value: string): NewRecord => observation({ kpi, period: "2026-06", value });

test("what another process derived meanwhile is not taken for known: a scorecard shows its goals as they are now", async () => {
  const first = rounds();
  const second = rounds();
  await first.derive(BUILD, await project([june("orders", "60"), june("visits", "60")]));
  await first.note(0);
  const before = await scores();

  await second.derive(BUILD, await project([june("orders", "10")]));
  await second.note(0);
  await first.derive(BUILD, await project([june("visits", "50")]));
  const after = await scores();
  expect(after["orders-2026"]).not.toBe(before["orders-2026"]);
  expect(after["visits-2026"]).not.toBe(before["visits-2026"]);
});

test("nothing is derived twice, the watermark goes on also where nothing was dirty, and never goes back", async () => {
  const steps: ProjectorStep[] = [];
  const process = rounds((step) => steps.push(step));
  const dirty = await project([june("orders", "61")]);
  await process.derive(BUILD, dirty);
  await process.note(0);
  expect(steps).toEqual(["derive:deriving", "derive:derived", "derive:noted"]);

  const forecast = observation({ kpi: "orders", period: "2026-07", kind: "forecast", value: "9" });
  const clean = await project([forecast]);
  // Only what ingest has judged is known to be a forecast at a glance; this one is derived once more than it must.
  await process.derive(BUILD, clean);
  await process.note(0);
  expect(await process.derive(BUILD, clean)).toMatchObject({ isUnchanged: true });
  const watermark = await readWatermark(database.store, BUILD);
  expect(watermark?.position).toMatchObject(clean);

  const late = await rounds().derive(BUILD, dirty);
  expect(late).toEqual({ position: watermark?.position, isUnchanged: true, isClean: true });
});

/** What the views show of a goal's June, and the watermark. */
async function shown(): Promise<unknown> {
  const sql =
    "SELECT goal, actual, status FROM goal_progress WHERE goal = 'orders-2026' AND period_label = '2026-06'";
  const [progress, watermark] = await Promise.all([
    database.store.query({ name: "june", sql, params: {} }),
    readWatermark(database.store, BUILD),
  ]);
  return { progress, watermark };
}

/** All rows of goals as a projector from before rules counted writes them at a position, and its watermark. */
async function deriveAsBefore(position: Position, isNoted: boolean): Promise<void> {
  const { store } = database;
  const table = `${baseDatabase(store.database)}.goal_progress_rows`;
  const sql = `SELECT * FROM ${table} FINAL`;
  const rows = await store.query<Record<string, unknown>>({ name: "rows", sql, params: {} });
  const version = versionOf(position);
  const lines = rows.map((row) => JSON.stringify({ ...row, status: "unknown", version }));
  await store.insert(table, lines);
  if (!isNoted) return;
  const watermark = {
    name: "derived",
    build: BUILD,
    position: JSON.stringify(position),
    rules: "5",
    version,
  };
  await store.insert("derived_up_to", [JSON.stringify(watermark)]);
}

test("rows of an old projector never stand in for those by the rules of today, wherever it ended", async () => {
  const position = await project([june("orders", "62")]);
  const process = rounds();
  await process.derive(BUILD, position);
  await process.note(0);
  const before = await shown();

  for (const isNoted of [true, false]) {
    await deriveAsBefore(position, isNoted);
    expect(await shown()).toEqual(before);
    await process.derive(BUILD, position);
    await process.note(0);
    expect(await shown()).toEqual(before);
  }
  const later = await project([june("orders", "63")]);
  await deriveAsBefore(later, true);
  for (const next of [process, rounds()]) {
    await next.derive(BUILD, later);
    await next.note(0);
    expect(await shown()).toEqual({
      progress: [expect.objectContaining({ actual: 63, status: expect.not.stringMatching("unknown") })],
      watermark: expect.objectContaining({ position: expect.objectContaining(later) }),
    });
  }
});

test("newer rules derive everything anew where older ones stood, though nothing came since", async () => {
  const position = await project([june("orders", "64")]);
  const old = rounds();
  await old.derive(BUILD, position);
  await old.note(0);
  const steps: ProjectorStep[] = [];
  const newer = rounds((step) => steps.push(step), { rules: DERIVATION_RULES + 1 });
  await newer.derive(BUILD, position);
  await newer.note(0);
  expect(steps).toEqual(["derive:deriving", "derive:derived", "derive:noted"]);
  expect(await shown()).toMatchObject({ watermark: { rules: DERIVATION_RULES + 1 } });
});

test("a projector leaves derived rows to one with newer rules, and writes neither rows nor watermark", async () => {
  const position = await project([june("orders", "65")]);
  const newer = rounds(undefined, { rules: DERIVATION_RULES + 2 });
  await newer.derive(BUILD, position);
  await newer.note(0);
  const before = await shown();
  const steps: ProjectorStep[] = [];
  const outdated = rounds((step) => steps.push(step));
  expect(await outdated.derive(BUILD, await project([june("orders", "66")]))).toBeUndefined();
  await outdated.note(0);
  expect(steps).toEqual([]);
  expect(await shown()).toEqual(before);
});
