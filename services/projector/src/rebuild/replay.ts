import type { MilepostEvent, Position, Topic } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import { evolve } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime/errors";
import type { Store } from "@milepost/store";
import { projectRecords } from "../project-records.ts";
import { readRecord } from "../rows/read-record.ts";

const REPLAY_BATCH_RECORDS = 10_000;

export interface ReplayOptions {
  readonly log: EventLog;
  readonly store: Store;
  /** Database of the base tables that are filled. */
  readonly base: string;
  readonly from: Position;
  readonly to: Position;
  readonly plan: PlanState;
  readonly signal?: AbortSignal;
  /** Records read so far, after each batch. */
  readonly onProgress?: (records: number) => void;
}

/**
 * Projects a range of the log into base tables and returns the plan after it. Poison is left out: the projector has
 * reported it in the log when it first met it.
 */
export async function replay(options: ReplayOptions): Promise<PlanState> {
  const { log, from, to, onProgress } = options;
  let { plan } = options;
  let read = 0;
  for (const [key, end] of Object.entries(to)) {
    const [topic, partition] = placeOf(key);
    const range = { topic, partition, from: from[key] ?? 0, to: end, batchSize: REPLAY_BATCH_RECORDS };
    if (range.from >= range.to) continue;
    for await (const records of log.read(range)) {
      options.signal?.throwIfAborted();
      const { events } = await projectRecords(records, options);
      if (topic === "strategy")
        plan = evolve(
          plan,
          events.map(({ event }) => event),
        );
      read += records.length;
      onProgress?.(read);
    }
  }
  return plan;
}

/** The plan as the strategy topic tells it below a position. */
export async function planAt(log: EventLog, position: Position, before: PlanState): Promise<PlanState> {
  let plan = before;
  for (const [key, end] of Object.entries(position)) {
    const [topic, partition] = placeOf(key);
    if (topic !== "strategy" || end === 0) continue;
    for await (const records of log.read({ topic, partition, from: 0, to: end })) {
      plan = evolve(plan, validEvents(records));
    }
  }
  return plan;
}

function validEvents(records: readonly LogRecord[]): readonly MilepostEvent[] {
  return records.flatMap((record) => {
    const read = readRecord(record);
    return read.ok ? [read.event] : [];
  });
}

function placeOf(key: string): readonly [Topic, number] {
  const [topic, partition] = key.split("/");
  const known = TOPICS.find((one) => one === topic);
  if (known === undefined) throw new MilepostError("internal", `"${key}" is no partition of the log`);
  return [known, Number(partition)];
}
