import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import type { Consumer, EventLog } from "@milepost/event-log";
import { emptyPlan } from "@milepost/plan";
import type { Clock, Logger, Telemetry } from "@milepost/runtime";
import { MilepostError, noTelemetry, systemClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import type { FastifyPluginAsync } from "fastify";
import { readWatermark, writeWatermark } from "./derive/derived-up-to.ts";
import { createDeriver } from "./derive/deriver.ts";
import type { Projection } from "./derive/deriver.ts";
import { ALL_DIRTY, CLEAN } from "./derive/dirt.ts";
import { createGate } from "./gate.ts";
import { createBaseProjection } from "./projection.ts";
import type { ProjectorMetrics } from "./projection.ts";
import { completeExchange } from "./rebuild/exchange.ts";
import type { RebuildProgress } from "./rebuild/rebuild.ts";
import { rebuildTables } from "./rebuild/rebuild.ts";
import { planAt, replay } from "./rebuild/replay.ts";
import type { RebuildReport } from "./rebuild/report.ts";
import { postRebuilds } from "./routes/post-rebuilds.ts";
import { traceInserts } from "./trace-inserts.ts";

const GROUP = "projector";
const BATCH_MAX_RECORDS = 20_000;
const BATCH_MAX_WAIT_MS = 100;

export interface ProjectorOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
}

/** Everything that writes ClickHouse. */
export interface Projector {
  /** Completes what a killed rebuild began, and starts to take batches; the tables must be migrated. */
  start(): Promise<void>;
  /** Resolves once the base rows of all records below the position are visible and their offsets committed. */
  waitVisible(position: Position): Promise<void>;
  /** Resolves once goal progress, scorecards and forecast accuracy are up to date with the position. */
  waitDerived(position: Position): Promise<void>;
  /** Builds all tables anew from the log, compares, and makes them live; one at a time. */
  rebuild(onProgress?: (progress: RebuildProgress) => void): Promise<RebuildReport>;
  readonly routes: FastifyPluginAsync;
  metrics(): ProjectorMetrics;
  close(): Promise<void>;
}

/** Constructs the projector; nothing runs before `start`. */
export function createProjector(options: ProjectorOptions): Projector {
  const { log, store, logger, clock, telemetry = noTelemetry } = options;
  const gate = createGate();
  const closing = new AbortController();
  const deriver = createDeriver({ store, logger });
  const onProjected = (projected: Projection): void => deriver.advance(projected);
  const projection = createBaseProjection(
    { log, store, logger, clock, onProjected, onInserted: traceInserts(telemetry) },
    { plan: emptyPlan },
  );
  let consumer: Consumer | undefined;
  let rebuilding: Promise<RebuildReport> | undefined;

  const rebuild: Projector["rebuild"] = async (onProgress) => {
    if (rebuilding !== undefined) throw new MilepostError("conflict", "A rebuild is under way already");
    const { signal } = closing;
    const waitDerived = (position: Position): Promise<void> => deriver.waitFor(position);
    const live = { gate, position: () => projection.position(), waitDerived };
    // A demo's clock stands still: when tables were rebuilt is told by the machine's.
    rebuilding = rebuildTables({ log, store, clock: systemClock, live, signal, onProgress });
    try {
      return await rebuilding;
    } finally {
      rebuilding = undefined;
    }
  };

  return {
    start: async () => {
      const resume = await resumed({ log, store, logger });
      projection.resume(resume.position, resume.plan);
      deriver.advance(resume);
      consumer = log.consume({
        group: GROUP,
        topics: TOPICS,
        maxBatchRecords: BATCH_MAX_RECORDS,
        maxWaitMs: BATCH_MAX_WAIT_MS,
        onBatch: (records) => gate.through(() => projection.project(records)),
      });
    },
    waitVisible: async (position) => {
      if (consumer === undefined) throw new MilepostError("internal", "The projector is not started");
      await consumer.waitFor(position);
    },
    waitDerived: (position) => deriver.waitFor(position),
    rebuild,
    routes: postRebuilds(() => rebuild()),
    metrics: () => projection.metrics(),
    close: async () => {
      closing.abort();
      await rebuilding?.catch(() => undefined);
      gate.close();
      await consumer?.close();
      await deriver.close();
    },
  };
}

/** Where the group stands, with the plan there and what must be derived; fills tables that are new. */
async function resumed({
  log,
  store,
  logger,
}: Omit<ProjectorOptions, "clock" | "telemetry">): Promise<Projection> {
  if (await completeExchange(store)) logger.info({}, "completed the rebuild that was cut off");
  const position = await log.committed(GROUP, TOPICS);
  const watermark = await readWatermark(store, position);
  if (!watermark.isKnown) {
    // What the group has committed stands in tables that are gone: these have never seen a projector.
    const base = baseDatabase(store.database);
    await replay({ log, store, base, from: {}, to: position, plan: emptyPlan });
    await writeWatermark(store, {});
  }
  const plan = await planAt(log, position, emptyPlan);
  return { position, plan, dirt: watermark.isCurrent ? CLEAN : ALL_DIRTY };
}
