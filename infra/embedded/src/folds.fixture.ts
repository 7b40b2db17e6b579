import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FOLDS_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { createIngest } from "@milepost/ingest/compose";
import type { IngestParts } from "@milepost/ingest/compose";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { createProjector } from "@milepost/projector/compose";
import { createHttpEdge, silentLogger, standingClock } from "@milepost/runtime";
import type { SettableClock } from "@milepost/runtime";
import { temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";

export const NOW = "2026-10-15T06:00:00.000Z";
const POLL_MS = 20;

/** One instance of ingest, with jobs of its own: nothing but the log keeps two of them apart. */
export interface FoldingInstance {
  /** Its consumer group: in one process a log has one consumer a group. */
  readonly group: string;
  /** Posts events and resolves with what became of each. */
  post(events: readonly unknown[]): Promise<readonly PostedEvent[]>;
  applyPlan(plan: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface PostedEvent {
  readonly status: string;
  readonly problems?: readonly { readonly field: string; readonly code: string; readonly fix?: string }[];
}

/** A log and tables with a projector, and as many instances that fold as a test wants. */
export interface FoldsUnderTest {
  readonly test: TestLog;
  readonly database: TestStore;
  readonly clock: SettableClock;
  instance(more?: Partial<IngestParts>): Promise<FoldingInstance>;
  /** Resolves once an instance (absent: each that is open) has folded all records in the log, and the tables say so. */
  settled(instance?: FoldingInstance): Promise<void>;
  /** Resolves once the tables hold everything that is in the log. */
  visible(): Promise<void>;
  /** `series period` → the current value; null: unknown. */
  values(kpi: string): Promise<ReadonlyMap<string, string | null>>;
  query<Row>(sql: string): Promise<readonly Row[]>;
  /** Events of folds in the log. */
  folds(): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens everything but an instance that folds. */
export async function openFoldsUnderTest(): Promise<FoldsUnderTest> {
  const [test, database] = await Promise.all([openTestLog(), openTestStore()]);
  const { log } = test;
  const { store } = database;
  const logger = silentLogger();
  const clock = standingClock(Date.parse(NOW));
  const folder = temporaryFolder();
  const jobs = openEmbeddedJobs({ logger });
  const projector = createProjector({ log, store, jobs, logger, clock });
  await projector.start();
  const open: FoldingInstance[] = [];
  const query = <Row>(sql: string): Promise<readonly Row[]> =>
    store.query<Row>({ name: "test", sql, params: {} });
  const visible = async (): Promise<void> => projector.waitVisible(await log.end(TOPICS));
  return {
    test,
    database,
    clock,
    visible,
    query,
    instance: async (more = {}) => {
      const waitVisible = (position: Position): Promise<void> => projector.waitVisible(position);
      const group = GROUPS.find((name) => !open.some((one) => one.group === name)) ?? "";
      const parts = { log, store, clock, waitVisible, settings: { dataDir: join(folder.path) }, ...more };
      const consume: EventLog["consume"] = (options) => parts.log.consume({ ...options, group });
      const opened = await openInstance({ ...parts, log: { ...parts.log, consume } }, group);
      const close = async (): Promise<void> => {
        await opened.close();
        open.splice(0, open.length, ...open.filter((one) => one !== instance));
      };
      const instance = { ...opened, close };
      open.push(instance);
      return instance;
    },
    settled: async (instance) => {
      for (const { group } of instance === undefined ? open : [instance]) await committed(log, group);
      await visible();
    },
    values: async (kpi) => {
      const rows = await query<{ series: string; period_label: string; value: string | null }>(
        `SELECT series, period_label, value FROM observations WHERE kpi = '${kpi}' ORDER BY series, period_label`,
      );
      return new Map(rows.map((row) => [`${row.series} ${row.period_label}`.trim(), row.value]));
    },
    folds: async () => {
      const ends = (await test.events("runs")).filter(({ type }) => type === "milepost.fold.completed.v1");
      return ends.map(({ data }) => data as Record<string, unknown>);
    },
    close: async () => {
      for (const one of open.slice()) await one.close();
      await projector.close();
      await jobs.close();
      await database.close();
      await test.close();
      folder.remove();
    },
  };
}

/** What was left uncommitted under the first name is taken over by the next instance that has it. */
const GROUPS = [FOLDS_GROUP, `${FOLDS_GROUP}-2`, `${FOLDS_GROUP}-3`];

async function openInstance(
  parts: Omit<IngestParts, "jobs" | "logger">,
  group: string,
): Promise<FoldingInstance> {
  const logger = silentLogger();
  const jobs = openEmbeddedJobs({ logger, limits: { firstRetryMs: 50 } });
  const ingest = await createIngest({ ...parts, jobs, logger });
  const app = createHttpEdge({ allowedHosts: [], logger });
  await app.register(ingest.routes, { prefix: "/v1" });
  await app.ready();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await app.close();
    await ingest.close();
    await jobs.close();
  };
  return {
    group,
    post: async (events) => {
      const headers = { "content-type": "application/json" };
      const url = "/v1/events";
      const answer = await app.inject({ method: "POST", url, headers, payload: JSON.stringify(events) });
      return answer.json<{ readonly results: readonly PostedEvent[] }>().results;
    },
    applyPlan: async (plan) => {
      const applied = await ingest.applyPlan({ text: JSON.stringify(plan), actor: "test" });
      if (!applied.ok) throw new Error(JSON.stringify(applied));
    },
    close: () => (closing ??= close()),
  };
}

/** Resolves once a group has committed all records that are there. */
async function committed(log: EventLog, group: string): Promise<void> {
  const end = await log.end(["records"]);
  for (;;) {
    const reached = await log.committed(group, ["records"]);
    if (Object.entries(end).every(([place, offset]) => (reached[place] ?? 0) >= offset)) return;
    await delay(POLL_MS);
  }
}

/** What a test says of a row; everything else is filled in. */
export interface CapturedRow {
  readonly id: string;
  readonly key: string;
  readonly time?: string;
  readonly stream?: string;
  /** Absent: the row was deleted. */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A `record.captured` event as a client would post it. */
export function recordEvent({ id, key, time = NOW, stream = "crm:deals", fields }: CapturedRow): object {
  const what = fields === undefined ? { deleted: true } : { fields };
  return {
    specversion: "1.0",
    id,
    source: "//test/crm",
    type: "milepost.record.captured.v1",
    time,
    data: { stream, key, ...what },
  };
}
