import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { Consumer, EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import type { Clock, Closeable, Logger, Telemetry } from "@milepost/runtime";
import { MilepostError, noTelemetry, systemClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { withBackPressure } from "@milepost/store/with-back-pressure";
import type { FastifyPluginAsync } from "fastify";
import type { Deriver } from "./derive/deriver.ts";
import { createDeriver } from "./derive/deriver.ts";
import { createLiveTables } from "./live-tables.ts";
import { keepPipeline } from "./pipeline/keep-pipeline.ts";
import { followPlans } from "./plans.ts";
import type { Plans } from "./plans.ts";
import { prepareTables } from "./prepare-tables.ts";
import { createBaseProjection } from "./projection.ts";
import type { ProjectorMetrics } from "./projection.ts";
import type { Rebuilds } from "./rebuild/rebuilds.ts";
import { createRebuilds } from "./rebuild/rebuilds.ts";
import { rebuildRoutes } from "./routes/rebuild-routes.ts";
import type { OnStep } from "./steps.ts";
import { traceInserts } from "./trace-inserts.ts";
import { untilClosed } from "./until-closed.ts";

const BATCH_MAX_RECORDS = 20_000;
const BATCH_MAX_WAIT_MS = 100;
const KEEP_OLD_MS = 24 * 3_600_000;
/** Whoever is asked to stop waits no longer than this for a batch to be inserted and committed. */
const BATCH_END_LIMIT_MS = 3_000;

export interface ProjectorOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly telemetry?: Telemetry | undefined;
  /** Name of the ClickHouse cluster that the tables are replicated and sharded over; absent: one server. */
  readonly cluster?: string | undefined;
  /** How long the tables from before a rebuild are kept; a day when absent. */
  readonly keepOldTablesMs?: number | undefined;
  readonly onStep?: OnStep | undefined;
  /** Told what `start` waits for while the tables are built anew; undefined: it is over. */
  readonly onPreparing?: ((standing: string | undefined) => void) | undefined;
  /** How long closing waits for the batch under way to be inserted and committed. */
  readonly batchEndLimitMs?: number | undefined;
}

/** Everything that writes ClickHouse; any number of processes may run one on the same log and database. */
export interface Projector {
  /** Sees to it that the tables are of this log, and starts to take batches; the tables must be migrated. */
  start(): Promise<void>;
  /** Resolves once the base rows of all records below the position are visible and their offsets committed. */
  waitVisible(position: Position): Promise<void>;
  /** Resolves once goal progress, scorecards and forecast accuracy are up to date with the position. */
  waitDerived(position: Position): Promise<void>;
  /** Rebuilds of all tables from the log; from `start` on. */
  rebuilds(): Rebuilds;
  readonly routes: FastifyPluginAsync;
  metrics(): ProjectorMetrics;
  /** Tables that rebuilds done in this process found to be otherwise than the log says. */
  tablesDiffered(): number;
  /** How long derived rows have been behind what this process projected, in milliseconds. */
  derivedBehindMs(): Promise<number>;
  close(): Promise<void>;
}

interface Started {
  readonly plans: Plans;
  readonly deriver: Deriver;
  readonly rebuilds: Rebuilds;
}

/** Constructs the projector; nothing runs before `start`. */
export function createProjector(options: ProjectorOptions): Projector {
  const { log, logger, clock, onStep, telemetry = noTelemetry } = options;
  const { batchEndLimitMs = BATCH_END_LIMIT_MS, onPreparing = () => undefined } = options;
  const closing = new AbortController();
  const store = withBackPressure(options.store, { logger, signal: closing.signal });
  const tables = createLiveTables(store, log.generation);
  let started: Started | undefined;
  let tablesDiffered = 0;
  let consumer: Consumer | undefined;
  let pipeline: Closeable | undefined;
  const projection = createBaseProjection({
    log,
    store,
    logger,
    clock,
    tables,
    onStep,
    onInserted: traceInserts(telemetry),
    onProjected: (records, dirt) => started?.deriver.projected(records, dirt),
  });
  const running = (): Started => {
    if (started === undefined) throw new MilepostError("internal", "The projector is not started");
    return started;
  };

  return {
    start: async () => {
      const onRebuilt = (differed: number): void => {
        tablesDiffered += differed;
      };
      started = await openParts({ ...options, store }, { closing: closing.signal, onRebuilt });
      const { rebuilds } = started;
      const parts = { log, store, logger, clock: systemClock, rebuilds, closing: closing.signal };
      await prepareTables({ ...parts, onPreparing });
      started.deriver.look();
      if (closing.signal.aborted) return;
      consumer = log.consume({
        group: PROJECTOR_GROUP,
        topics: TOPICS,
        maxBatchRecords: BATCH_MAX_RECORDS,
        maxWaitMs: BATCH_MAX_WAIT_MS,
        onBatch: (records) => untilClosed(projection.project(records), closing.signal),
        onStep: (step) => void onStep?.(`projector:${step}`),
      });
      pipeline = keepPipeline({ log, store, clock, logger });
    },
    waitVisible: async (position) => {
      if (consumer === undefined) throw new MilepostError("internal", "The projector is not started");
      await consumer.waitFor(position);
    },
    waitDerived: (position) => running().deriver.waitFor(position),
    rebuilds: () => running().rebuilds,
    routes: rebuildRoutes(() => running().rebuilds),
    metrics: () => projection.metrics(),
    tablesDiffered: () => tablesDiffered,
    derivedBehindMs: async () => started?.deriver.behindMs() ?? 0,
    close: async () => {
      const consumed = consumer?.close();
      // The batch under way goes in; what cannot, such as while ClickHouse is away, comes again.
      const late = new AbortController();
      const limit = delay(batchEndLimitMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([consumed, limit]);
      late.abort();
      closing.abort();
      await consumed;
      await pipeline?.close();
      await started?.rebuilds.close();
      await started?.deriver.close();
      await started?.plans.close();
    },
  };
}

async function openParts(
  options: ProjectorOptions,
  {
    closing,
    onRebuilt,
  }: { readonly closing: AbortSignal; readonly onRebuilt: (tablesDiffered: number) => void },
): Promise<Started> {
  const { log, store, jobs, logger, cluster, onStep, keepOldTablesMs = KEEP_OLD_MS } = options;
  const plans = await followPlans(log);
  const deriver = await createDeriver({ log, store, logger, jobs, plans, onStep });
  const rebuilds = await createRebuilds({
    log,
    store,
    jobs,
    logger,
    plans,
    cluster,
    onStep,
    // A demo's clock stands still: when tables were rebuilt is told by the machine's.
    clock: systemClock,
    keepOldMs: keepOldTablesMs,
    closing,
    onDone: (tablesDiffered) => {
      onRebuilt(tablesDiffered);
      deriver.look();
    },
  });
  return { plans, deriver, rebuilds };
}
