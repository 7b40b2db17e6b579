import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";
import type { EventLog, LogRecord, Partition } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { systemClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { pipeline } from "@milepost/store/queries/pipeline";
import type { PipelineRow } from "@milepost/store/queries/pipeline";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import { readDerivedUpTo } from "@milepost/store/wait-derived";

/** While nothing changes it is written this often: what is older than 90 s counts as unknown (see the view `pipeline`). */
const WRITTEN_EVERY_MS = 30_000;
const MS_PER_SECOND = 1_000;

export interface PipelineParts {
  readonly log: Pick<EventLog, "generation" | "end" | "committed" | "read">;
  readonly store: Store;
  /** The deployment's: by it append times are stamped. */
  readonly clock: Clock;
}

/**
 * Measures how far the tables are behind the log, and writes it where something changed or half a minute passed,
 * whoever wrote before. Rejects, and writes nothing, when the log or the tables do not say: what stands there grows
 * old and then counts as unknown. So it does while a rebuild completes the tables.
 */
export async function measurePipeline(parts: PipelineParts): Promise<void> {
  const { log, store, clock } = parts;
  const { settled, isSettling } = await readTablesStanding(store);
  if (settled?.generation !== log.generation || isSettling) return;
  const before = new Map((await store.query(pipeline())).map((row) => [keyOf(row), row]));
  // The clocks first, then the end of the log: what is appended later is not spoken of.
  const measuredAt = systemClock.now();
  const now = clock.now();
  const end = await log.end(TOPICS);
  const committed = await log.committed(PROJECTOR_GROUP, TOPICS);
  const derived = await readDerivedUpTo(store);
  if (!isDue({ end, committed, derived }, before, measuredAt)) return;
  const lines = await Promise.all(
    Object.entries(end).map(async ([key, logEnd]) => {
      const from = committed[key] ?? 0;
      const known = from >= logEnd ? now : await waitingSince(log, { ...placeOf(key), from, to: logEnd });
      const completeUpTo = latest(known, before.get(key)?.complete_up_to);
      return JSON.stringify({
        ...placeOf(key),
        generation: log.generation,
        log_end: logEnd,
        committed: from,
        derived_up_to: derived?.[key] ?? null,
        complete_up_to: completeUpTo === undefined ? null : new Date(completeUpTo).toISOString(),
        behind_seconds: from >= logEnd ? 0 : secondsBetween(completeUpTo, now),
        measured_at: new Date(measuredAt).toISOString(),
      });
    }),
  );
  await store.insert("pipeline_partitions", lines);
}

interface Positions {
  readonly end: Position;
  readonly committed: Position;
  readonly derived: Position | undefined;
}

/** Whether records wait, or the table says something else, or has said the same for a while. */
function isDue(
  { end, committed, derived }: Positions,
  before: ReadonlyMap<string, PipelineRow>,
  now: number,
): boolean {
  return Object.entries(end).some(([key, logEnd]) => {
    const row = before.get(key);
    if (row === undefined || now - Date.parse(row.measured_at) >= WRITTEN_EVERY_MS) return true;
    // What waits grows older all the while.
    const isWaiting = logEnd > (committed[key] ?? 0);
    const same = row.log_end === logEnd && row.committed === (committed[key] ?? 0);
    return isWaiting || !same || row.derived_up_to !== (derived?.[key] ?? null);
  });
}

interface Range extends Partition {
  readonly from: number;
  readonly to: number;
}

/** When the oldest record of a range was appended, in epoch milliseconds; undefined when it does not say. */
async function waitingSince(log: Pick<EventLog, "read">, range: Range): Promise<number | undefined> {
  for await (const [record] of log.read({ ...range, batchSize: 1 })) {
    const time = Date.parse(recordedTime(record) ?? "");
    return Number.isNaN(time) ? undefined : time;
  }
  return undefined;
}

function recordedTime(record: LogRecord | undefined): string | undefined {
  const time = (record?.value as { readonly recordedtime?: unknown } | null | undefined)?.recordedtime;
  return typeof time === "string" ? time : undefined;
}

/** What was complete once stays so: records are stamped by several clocks, so that the oldest one may say less. */
function latest(instant: number | undefined, before: string | null | undefined): number | undefined {
  const earlier = before === null || before === undefined ? undefined : Date.parse(before);
  if (instant === undefined || earlier === undefined) return instant ?? earlier;
  return Math.max(instant, earlier);
}

function secondsBetween(from: number | undefined, to: number): number | null {
  return from === undefined ? null : Math.max(0, to - from) / MS_PER_SECOND;
}

function keyOf({ topic, partition }: PipelineRow): string {
  return partitionKey({ topic: topic as Topic, partition });
}

function placeOf(key: string): Partition {
  const slash = key.lastIndexOf("/");
  return { topic: key.slice(0, slash) as Topic, partition: Number(key.slice(slash + 1)) };
}
