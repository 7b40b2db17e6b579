import type { EventLog, LogRecord } from "@milepost/event-log";
import type { Clock, Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { isOtherBuildError } from "@milepost/store/clickhouse-errors";
import { deadLetters, reportable } from "./dead-letters.ts";
import { CLEAN, dirtOf } from "./derive/dirt.ts";
import type { Dirt } from "./derive/dirt.ts";
import type { LiveTables } from "./live-tables.ts";
import { projectRecords } from "./project-records.ts";
import type { Projected } from "./project-records.ts";
import type { OnStep } from "./steps.ts";
import type { OnInserted } from "./trace-inserts.ts";

/** Counted since the start. */
export interface ProjectorMetrics {
  readonly batches: number;
  readonly records: number;
  readonly rows: number;
  readonly deadLetters: number;
}

export interface BaseProjectionOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly tables: LiveTables;
  readonly onStep: OnStep | undefined;
  readonly onInserted: OnInserted | undefined;
  /** Called after each batch, once its rows are visible, with what they make dirty. */
  readonly onProjected: (records: readonly LogRecord[], dirt: Dirt) => void;
}

/** Turns batches of the log into base rows. */
export interface BaseProjection {
  /** Once it resolves, the records' rows are visible and their poison is reported. */
  project(records: readonly LogRecord[]): Promise<void>;
  metrics(): ProjectorMetrics;
}

/** A projection that has seen nothing; any number of them may take the same records. */
export function createBaseProjection(options: BaseProjectionOptions): BaseProjection {
  const { log, store, logger, clock, tables, onStep, onInserted } = options;
  const base = baseDatabase(store.database);
  let metrics: ProjectorMetrics = { batches: 0, records: 0, rows: 0, deadLetters: 0 };

  const insert = async (records: readonly LogRecord[]): Promise<Projected> => {
    const build = await tables.forWriting();
    try {
      return await projectRecords(records, { store, base, build, onStep, onInserted });
    } catch (error) {
      if (!isOtherBuildError(error)) throw error;
      tables.forget();
      throw new MilepostError("conflict", "Other tables became live meanwhile; the batch is taken again", {
        retryable: true,
        cause: error,
      });
    }
  };

  return {
    project: async (records) => {
      const projected = await insert(records);
      for (const { record, code, reason } of projected.poison) {
        const { topic, partition, offset } = record;
        logger.warn({ topic, partition, offset, code, reason }, "a record could not be processed");
      }
      const dead = deadLetters(reportable(projected.poison), clock.now());
      if (dead.length > 0) await log.append(dead);
      metrics = {
        batches: metrics.batches + 1,
        records: metrics.records + records.length,
        rows: metrics.rows + projected.rowCount,
        deadLetters: metrics.deadLetters + projected.poison.length,
      };
      const events = projected.events.map(({ event }) => event);
      options.onProjected(records, dirtOf(events, { ...CLEAN, kpis: projected.observed }));
    },
    metrics: () => metrics,
  };
}
