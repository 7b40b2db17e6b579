import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MilepostEvent, Topic } from "@milepost/contracts";
import { EVENTS, TOPICS } from "@milepost/contracts";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { createProjector } from "@milepost/projector/compose";
import { silentLogger, standingClock } from "@milepost/runtime";
import { openTestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, it } from "vitest";

interface RecordedLine {
  readonly topic: Topic;
  readonly key: string;
  readonly event: MilepostEvent;
}

const recorded = readFileSync(join(import.meta.dirname, "fixtures", "recorded-log-v1.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as RecordedLine);

/** How many recorded events of a type the tables must show as rows. */
const ROWS: Readonly<Record<string, MilepostEvent["type"]>> = {
  assessments: "milepost.assessment.made.v1",
  alerts: "milepost.alert.raised.v1",
  connector_runs: "milepost.run.completed.v1",
  dead_letters: "milepost.dead-letter.recorded.v1",
};

let parts: Awaited<ReturnType<typeof replay>>;
beforeAll(async () => {
  parts = await replay();
});
afterAll(() => parts.close());

it("the recorded log of version 1 holds every event type", () => {
  const types = new Set(recorded.map((line) => line.event.type));
  expect(Object.values(EVENTS).filter(({ type }) => !types.has(type))).toEqual([]);
});

it.each(Object.entries(ROWS))("replayed, %s has one row for each recorded %s", async (table, type) => {
  const events = recorded.filter((line) => line.event.type === type);
  expect(await count(parts.store, table)).toBe(events.length);
});

it("replayed, a dead letter of before tries were counted is resolved by the event that came after it", async () => {
  const rows = await parts.store.store.query({
    name: "letters",
    sql: "SELECT dead_letter, status, attempts, resolved_by, replacement_offset FROM dead_letters WHERE status != 'open'",
    params: {},
  });
  expect(rows).toEqual([
    {
      dead_letter: "observations-0-811",
      status: "replayed",
      attempts: 1,
      resolved_by: "plant-lead",
      replacement_offset: 954,
    },
  ]);
});

it("replayed, every recorded reading is in the history, or among the conflicts, with its value to the digit", async () => {
  const rows = await parts.store.store.query<{ event_id: string; value: string | null }>({
    name: "history",
    sql: "SELECT event_id, toString(value) AS value FROM observations_history WHERE event_type = 'recorded' UNION ALL SELECT event_id, toString(value) FROM conflicts",
    params: {},
  });
  const values = new Map(rows.map((row) => [row.event_id, row.value]));
  const readings = recorded.flatMap(({ event }) =>
    event.type === "milepost.observation.recorded.v1" ? [event] : [],
  );
  expect(readings.length).toBeGreaterThan(100);
  for (const reading of readings) expect(values.get(reading.id), reading.id).toBe(reading.data.value);
});

it("replayed, goals and KPIs stand as they were defined last", async () => {
  const archived = new Set(
    recorded.flatMap(({ event }) =>
      event.type === "milepost.definition.archived.v1" ? [event.data.id] : [],
    ),
  );
  for (const [table, type] of [
    ["kpis", "milepost.kpi.defined.v1"],
    ["goals", "milepost.goal.defined.v1"],
  ] as const) {
    const ids = recorded.flatMap(({ event }) =>
      event.type === type && !archived.has(event.data.id) ? [event.data.id] : [],
    );
    expect(await count(parts.store, table)).toBe(new Set(ids).size);
  }
});

async function replay(): Promise<{ store: TestStore; close: () => Promise<void> }> {
  const testLog = await openTestLog();
  const store = await openTestStore();
  const { log } = testLog;
  await log.append(recorded);
  const logger = silentLogger();
  const jobs = openEmbeddedJobs({ logger });
  const projector = createProjector({
    log,
    store: store.store,
    jobs,
    logger,
    clock: standingClock(0),
  });
  await projector.start();
  const end = await log.end(TOPICS);
  await projector.waitVisible(end);
  await projector.waitDerived(end);
  const close = async (): Promise<void> => {
    await projector.close();
    await jobs.close();
    await store.close();
    await testLog.close();
  };
  return { store, close };
}

async function count({ store }: TestStore, table: string): Promise<number> {
  const rows = await store.query<{ rows: string }>({
    name: "count",
    sql: `SELECT toString(count()) AS rows FROM ${table}`,
    params: {},
  });
  return Number(rows[0]?.rows);
}
