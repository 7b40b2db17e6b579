import type { Position } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import { evolve } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { Clock, Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { deadLetters, reportable } from "./dead-letters.ts";
import { CLEAN, dirtOf } from "./derive/dirt.ts";
import type { Projection } from "./derive/deriver.ts";
import { positionAfter } from "./position.ts";
import { projectRecords } from "./project-records.ts";
import type { Projected } from "./project-records.ts";
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
  readonly onInserted?: OnInserted | undefined;
  /** Called after each batch, once its rows are visible. */
  readonly onProjected: (projection: Projection) => void;
}

/** Turns batches of the log into base rows, and remembers where it stands. */
export interface BaseProjection {
  /** Goes on from a position; the plan is the one at that position. */
  resume(position: Position, plan: PlanState): void;
  /** Once it resolves, the records' rows are visible and their poison is reported. */
  project(records: readonly LogRecord[]): Promise<void>;
  position(): Position;
  metrics(): ProjectorMetrics;
}

/** A projection that has seen nothing. */
export function createBaseProjection(
  options: BaseProjectionOptions,
  initial: { readonly plan: PlanState },
): BaseProjection {
  const { log, store, logger, clock, onInserted } = options;
  const base = baseDatabase(store.database);
  let position: Position = {};
  let { plan } = initial;
  let metrics: ProjectorMetrics = { batches: 0, records: 0, rows: 0, deadLetters: 0 };

  const takeIn = (records: readonly LogRecord[], projected: Projected): void => {
    // A batch that was projected but not committed comes again; the plan must not take it in twice.
    const isNew = (record: LogRecord): boolean => record.offset >= (position[partitionKey(record)] ?? 0);
    const events = projected.events.filter(({ record }) => isNew(record)).map(({ event }) => event);
    plan = evolve(plan, events);
    position = positionAfter(position, records);
    metrics = {
      batches: metrics.batches + 1,
      records: metrics.records + records.length,
      rows: metrics.rows + projected.rowCount,
      deadLetters: metrics.deadLetters + projected.poison.length,
    };
    options.onProjected({ position, plan, dirt: dirtOf(events, { ...CLEAN, kpis: projected.observed }) });
  };

  return {
    resume: (at, planThere) => {
      position = at;
      plan = planThere;
    },
    project: async (records) => {
      const projected = await projectRecords(records, { store, base, onInserted });
      for (const { record, code, reason } of projected.poison) {
        const { topic, partition, offset } = record;
        logger.warn({ topic, partition, offset, code, reason }, "a record could not be processed");
      }
      const dead = deadLetters(reportable(projected.poison), clock.now());
      if (dead.length > 0) await log.append(dead);
      takeIn(records, projected);
    },
    position: () => position,
    metrics: () => metrics,
  };
}
