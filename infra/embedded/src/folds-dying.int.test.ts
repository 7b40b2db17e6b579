import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { FOLD_STEPS } from "@milepost/ingest/steps";
import type { FoldStep } from "@milepost/ingest/steps";
import { TEST_PREFIX } from "@milepost/testkit/test-log";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NOW, openFoldsUnderTest, recordEvent } from "./folds.fixture.ts";
import type { FoldingInstance, FoldsUnderTest } from "./folds.fixture.ts";
import { MODEL_KPIS, MODEL_PLAN, differences, modelValues, sentFields } from "./folds-model.fixture.ts";
import type { ModelFields } from "./folds-model.fixture.ts";

const CHILD = join(import.meta.dirname, "testing", "fold-and-die.child.ts");

let under: FoldsUnderTest;
const open: FoldingInstance[] = [];
beforeAll(async () => {
  under = await openFoldsUnderTest();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => under.close());

async function instance(more: Parameters<FoldsUnderTest["instance"]>[0] = {}): Promise<FoldingInstance> {
  const opened = await under.instance(more);
  open.push(opened);
  return opened;
}

/** Rows as they stand in the log: nobody who posts folds them before the test wants it. */
async function append(rows: Readonly<Record<string, Partial<ModelFields> | null>>): Promise<void> {
  const usual: ModelFields = { cents: 100, day: "2026-08-01", plant: "u", won: true };
  const records = Object.entries(rows).map(([key, fields], index): NewRecord => {
    const sent = fields === null ? {} : { fields: sentFields({ ...usual, ...fields }) };
    const id = `${key}-${performance.now()}-${index}`;
    const event = { ...recordEvent({ id, key, stream: "s", ...sent }), recordedtime: NOW };
    return { topic: "records", key: `s/${key}`, event: event as MilepostEvent };
  });
  await under.test.log.append(records);
}

/** What the tables say otherwise than the rows. */
async function wrongValues(): Promise<readonly string[]> {
  const expected = modelValues(await under.test.events("records"));
  const found: string[] = [];
  for (const kpi of MODEL_KPIS) found.push(...differences(expected[kpi], await under.values(kpi)));
  const conflicts = await under.query("SELECT * FROM conflicts");
  return [...found, ...conflicts.map((conflict) => JSON.stringify(conflict))];
}

async function foldedFirst(): Promise<void> {
  const first = await instance();
  await first.applyPlan(MODEL_PLAN);
  await append({ a: {}, b: { cents: 250, plant: "v" }, c: { day: "2026-09-01" }, d: null });
  await under.settled();
  expect(await wrongValues()).toEqual([]);
  await first.close();
}

describe("a process that folds", () => {
  it.each<FoldStep>([...FOLD_STEPS])("killed at %s leaves what one that lives leaves", async (dieAt) => {
    await foldedFirst();
    const { writer, url, store } = under.database;
    const clickHouse = { url, ...writer, database: store.database };
    const orders = { dir: under.test.dir, prefix: TEST_PREFIX, clickHouse, now: Date.parse(NOW), dieAt };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], { stdio: "inherit" });
    await append({ a: { cents: 700 }, b: null, c: { day: "2026-08-02" } });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    await append({ d: { cents: null, day: "2026-07-01" }, a: { cents: 300 } });
    await instance();
    await under.settled();
    expect(await wrongValues()).toEqual([]);
  });
});

describe("a process that was taken for dead", () => {
  /** An instance whose observations wait for a gate before they are appended. */
  async function sleeper(): Promise<{
    readonly asleep: Promise<void>;
    readonly wake: () => void;
    readonly done: Promise<void>;
  }> {
    const [asleep, gate, done] = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const own = under.test.log;
    let isFirst = true;
    const append: EventLog["append"] = async (records) => {
      const isFold = isFirst && records.some(({ topic }) => topic === "observations");
      if (!isFold) return own.append(records);
      isFirst = false;
      asleep?.resolve();
      await gate?.promise;
      const placed = await own.append(records);
      done?.resolve();
      return placed;
    };
    await instance({ log: { ...own, append } });
    return {
      asleep: asleep?.promise ?? Promise.resolve(),
      wake: () => gate?.resolve(),
      done: done?.promise ?? Promise.resolve(),
    };
  }

  /** Somebody begins to fold what is there, and dies over it: nobody folds at the sleeper's own moment any more. */
  async function announce(): Promise<void> {
    const { log } = under.test;
    const data = { position: await log.end(["records"]), streams: ["s"] };
    const common = { specversion: "1.0", id: `f-${performance.now()}`, source: "//test", time: NOW } as const;
    const event = { ...common, recordedtime: NOW, type: "milepost.fold.started.v1", data } as const;
    await log.append([{ topic: "runs", key: "folds", event: event as unknown as MilepostEvent }]);
  }

  it.each([
    ["another value", 900],
    ["the value of before", 100],
  ])("and wakes up after rows came that give %s, changes no number", async (_what, cents) => {
    await foldedFirst();
    const zombie = await sleeper();
    await append({ a: { cents: 5_000 } });
    await zombie.asleep;
    await append({ a: { cents } });
    await announce();
    await under.settled(await instance());
    expect(await wrongValues()).toEqual([]);
    zombie.wake();
    await zombie.done;
    await under.visible();
    expect(await wrongValues()).toEqual([]);
  });
});
