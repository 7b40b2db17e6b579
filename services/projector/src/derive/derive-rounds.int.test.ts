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
import { replay } from "../rebuild/replay.ts";
import type { ProjectorStep } from "../steps.ts";
import { createDeriveRounds } from "./derive-rounds.ts";
import type { DeriveRounds } from "./derive-rounds.ts";
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
function rounds(onStep?: (step: ProjectorStep) => void): DeriveRounds {
  const { log } = testLog;
  const { store } = database;
  return createDeriveRounds({
    log,
    store,
    plans,
    onStep,
    logger: silentLogger(),
    memory: createDirtMemory(),
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
