import { setTimeout as delay } from "node:timers/promises";
import type { MilepostEvent, Position } from "@milepost/contracts";
import { seriesKey, TOPICS } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { observationRow } from "@milepost/store/queries/observation-row";
import type { ObservationRow } from "@milepost/store/queries/observation-row";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestStore } from "@milepost/testkit/test-store";
import { openTestStore } from "@milepost/testkit/test-store";
import { createProjector } from "./compose.ts";
import type { Projector } from "./compose.ts";
import type { RebuildStatus } from "./rebuild/report.ts";
import type { OnStep } from "./steps.ts";

const NOW: number = Date.parse("2026-10-01T08:00:00Z");

/** Every row of the public table of observations, in its order. */
export async function shownObservations(store: Store): Promise<readonly ObservationRow[]> {
  const sql = "SELECT * FROM observations ORDER BY kpi, series, kind, grain, period_start";
  return store.query({ name: "observations", sql, params: {}, row: observationRow });
}

/** A projector on a log and a database of its own, and how to start it anew on them. */
export interface ProjectorUnderTest {
  readonly log: EventLog;
  readonly database: TestStore;
  projector(): Projector;
  /** Ends the projector and starts another one, as a restart of the process does. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
  /** Appends records and waits until their rows, and those derived from them, are visible. */
  appendAndWait(records: readonly NewRecord[]): Promise<Position>;
  caughtUp(): Promise<Position>;
  /** Rebuilds all tables and waits for the end. */
  rebuild(): Promise<RebuildStatus>;
  rebuildEnded(rebuild: string): Promise<RebuildStatus>;
  close(): Promise<void>;
}

/** Starts a projector on an empty log. */
export async function startProjector(): Promise<ProjectorUnderTest> {
  const [testLog, database]: [TestLog, TestStore] = await Promise.all([openTestLog(), openTestStore()]);
  const { log } = testLog;
  let process = await startProcess({ log, store: database.store });
  const caughtUp = async (): Promise<Position> => {
    const end = await log.end(TOPICS);
    await process.projector.waitVisible(end);
    await process.projector.waitDerived(end);
    return end;
  };
  return {
    log,
    database,
    projector: () => process.projector,
    restart: async (whileDown) => {
      await process.close();
      await whileDown?.();
      process = await startProcess({ log, store: database.store });
    },
    appendAndWait: async (records) => {
      await log.append(records);
      return caughtUp();
    },
    caughtUp,
    rebuild: async () => {
      const { rebuild } = await process.projector.rebuilds().start();
      return rebuildEnded(process.projector, rebuild);
    },
    rebuildEnded: (rebuild) => rebuildEnded(process.projector, rebuild),
    close: async () => {
      await process.close();
      await database.close();
      await testLog.close();
    },
  };
}

/** A projector with jobs of its own, as a process has them. */
export interface ProjectorProcess {
  readonly projector: Projector;
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly onStep?: OnStep;
  readonly keepOldTablesMs?: number;
  readonly batchEndLimitMs?: number;
  readonly onPreparing?: (standing: string | undefined) => void;
}

/** Starts a projector as a process of its own would. */
export async function startProcess(options: ProcessOptions): Promise<ProjectorProcess> {
  const logger = silentLogger();
  const jobs = openEmbeddedJobs({ logger, limits: { firstRetryMs: 50 } });
  const projector = createProjector({ ...options, jobs, logger, clock: standingClock(NOW) });
  const close = async (): Promise<void> => {
    await projector.close();
    await jobs.close();
  };
  try {
    await projector.start();
    return { projector, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const ENDED: ReadonlySet<string> = new Set(["done", "dropped"]);
const ASKED_EVERY_MS = 150;

/** Resolves once a rebuild is over, with what it came to. */
export async function rebuildEnded(projector: Projector, rebuild: string): Promise<RebuildStatus> {
  for (;;) {
    const status = await projector.rebuilds().get(rebuild);
    if (ENDED.has(status.state)) return status;
    if (status.failure !== null) throw new Error(`${status.state}: ${status.failure}`);
    await delay(ASKED_EVERY_MS);
  }
}

const RECORDED = new Date(NOW).toISOString();

/** What a test says of an observation; everything else is filled in. */
export interface ObservationFields {
  readonly kpi: string;
  readonly period: string;
  /** Null: a retraction. */
  readonly value: string | null;
  readonly series?: Readonly<Record<string, string>>;
  readonly numerator?: string;
  readonly denominator?: string;
  readonly id?: string;
  readonly source?: string;
  readonly time?: string;
  readonly kind?: "actual" | "planned" | "forecast";
  readonly knownAt?: string;
  readonly runid?: string;
  readonly sourceline?: string;
}

/** An observation as ingest appends it. */
export function observation(fields: ObservationFields): NewRecord {
  const { kpi, period, value, knownAt, kind = "actual", series = {}, ...more } = fields;
  const { numerator, denominator, ...envelope } = more;
  const { time = "2026-10-01T06:00:00.000Z", source = "//test/erp" } = envelope;
  const event = {
    specversion: "1.0",
    id: `${kpi}-${seriesKey(series)}${period}-${kind}-${time}-${value}`,
    type: value === null ? "milepost.observation.retracted.v1" : "milepost.observation.recorded.v1",
    recordedtime: RECORDED,
    actor: "connector:erp",
    ...envelope,
    time,
    source,
    data: {
      kpi,
      series,
      period,
      kind,
      ...(value === null ? {} : { value, numerator, denominator, completeness: "complete" }),
      ...(knownAt === undefined ? {} : { knownAt }),
    },
  };
  return {
    topic: "observations",
    key: `${kpi}/${seriesKey(series)}`,
    event: event as unknown as MilepostEvent,
  };
}

/** A definition as a plan file's application appends it. */
export function definition(
  kind: "calendar" | "kpi" | "goal" | "scorecard",
  id: string,
  object: Readonly<Record<string, unknown>>,
): NewRecord {
  const event = {
    specversion: "1.0",
    id: `${kind}-${id}-${JSON.stringify(object).length}`,
    source: "//test/plan",
    type: `milepost.${kind}.defined.v1`,
    time: RECORDED,
    recordedtime: RECORDED,
    actor: "ann",
    data: {
      id,
      effectiveFrom: "2026-01-01",
      managedBy: "file",
      definition: object,
      ...(kind === "kpi" ? { kpiVersion: 1 } : {}),
    },
  };
  return { topic: "strategy", key: `${kind}/${id}`, event: event as unknown as MilepostEvent };
}

/** Three KPIs with a goal each on one scorecard. */
export function smallPlan(): readonly NewRecord[] {
  const kpi = { unit: "count", direction: "increase", behaviour: "stock", grain: "month", belongsTo: "ulm" };
  const goal = { kind: "annual_goal", owner: "ann", window: 2026 };
  const names = ["orders", "visits", "repairs"];
  return [
    definition("calendar", "default", { kind: "gregorian", timeZone: "UTC" }),
    ...names.map((name) => definition("kpi", name, { ...kpi, name, category: "Service" })),
    ...names.map((name) =>
      definition("goal", `${name}-2026`, {
        ...goal,
        title: name,
        measure: { kpi: name, from: 0, to: 120, trajectory: "linear" },
      }),
    ),
    definition("scorecard", "company", {
      layout: "units-by-category",
      items: names.map((name) => ({ goal: `${name}-2026` })),
    }),
  ];
}
