import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import { projectRecords } from "../project-records.ts";
import type { ProjectionTarget } from "../projection-target.ts";
import { rangesBetween } from "../position.ts";

/** Two inserts' worth: the second is read while the first is under way. */
const REPLAY_BATCH_RECORDS = 20_000;

export interface ReplayOptions {
  readonly log: EventLog;
  readonly target: Omit<ProjectionTarget, "onStep">;
  readonly from: Position;
  readonly to: Position;
  readonly signal: AbortSignal;
  /** Called after each batch with the position up to which everything is in the tables, and the records of the batch. */
  readonly onBatch?: (position: Position, records: number) => Promise<void>;
}

/**
 * Projects a range of the log into base tables. Poison is left out: the projector reports it in the log when it meets
 * it. Returns the position that was reached.
 */
export async function replay(options: ReplayOptions): Promise<Position> {
  const { log, target, from, to, signal, onBatch } = options;
  let position = from;
  for (const range of rangesBetween(from, to)) {
    const key = partitionKey(range);
    for await (const records of log.read({ ...range, batchSize: REPLAY_BATCH_RECORDS })) {
      signal.throwIfAborted();
      await projectRecords(records, target);
      position = { ...position, [key]: (records.at(-1)?.offset ?? -1) + 1 };
      await onBatch?.(position, records.length);
    }
    // Where the last offsets hold no record, there is nothing more to come below the end.
    position = { ...position, [key]: range.to };
  }
  return position;
}
