import { REFERRING_FIRST } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { partitionKey } from "../index.ts";
import type { Partition } from "../index.ts";
import { partitionsOf } from "../log-generation.ts";
import type { RawRecord } from "./generation-storage.ts";
import type { PlaceMap } from "./place-map.ts";
import type { RecordSource, SourceRecord } from "./record-source.ts";
import { namedPlaces, neededEnds, translateEvent } from "./translate-event.ts";

/** Records that are read, translated and appended at once. */
const BATCH_RECORDS = 1_000;
/** Characters that one append has at most, unless a single record has more. */
const APPEND_CHARACTERS = 4 * 1024 * 1024;

export interface CopyRecordsOptions {
  readonly source: RecordSource;
  readonly map: PlaceMap;
  readonly append: (records: readonly RawRecord[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Copies everything between two positions, partition by partition, each in its order, and translates what names places. */
export async function copyRecords(
  options: CopyRecordsOptions,
  { from, to }: { readonly from: Position; readonly to: Position },
): Promise<void> {
  const { partitions } = options.source;
  // What is referred to goes first: then it is known where it stands.
  for (const partition of partitionsOf({ partitions }, REFERRING_FIRST.toReversed())) {
    const key = partitionKey(partition);
    await copyPartition(options, partition, { from: from[key] ?? 0, to: to[key] ?? 0 });
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

async function copyPartition(
  options: CopyRecordsOptions,
  partition: Partition,
  { from, to }: Range,
): Promise<void> {
  const { source, map, append, signal } = options;
  if (from >= to) return;
  let appending: Promise<void> = Promise.resolve();
  try {
    for await (const batch of source.read({ ...partition, from, to, batchSize: BATCH_RECORDS })) {
      const placed = batch.map((record) => ({ record, other: map.note(record) }));
      const moved: RawRecord[] = [];
      for (const { record, other } of placed) moved.push(await translated(record, other, { source, map }));
      // The next records are read while these are on their way.
      await appending;
      signal.throwIfAborted();
      appending = appendAll(moved, append);
      appending.catch(() => undefined);
    }
  } finally {
    await appending;
  }
  map.noteEnd(partition, to);
}

async function appendAll(records: readonly RawRecord[], append: CopyRecordsOptions["append"]): Promise<void> {
  for (let start = 0; start < records.length;) {
    let characters = 0;
    let end = start;
    while (end < records.length && (end === start || characters < APPEND_CHARACTERS)) {
      characters += (records[end] as RawRecord).text.length;
      end += 1;
    }
    await append(records.slice(start, end));
    start = end;
  }
}

async function translated(
  { topic, key, text }: SourceRecord,
  partition: number,
  known: Pick<CopyRecordsOptions, "source" | "map">,
): Promise<RawRecord> {
  const named = namedPlaces(text);
  if (named.length === 0) return { topic, partition, key, text };
  for (const { offset, ...place } of neededEnds(named)) await noteUpTo(place, offset, known);
  return { topic, partition, key, text: translateEvent(text, named, known.map) };
}

/** Looks ahead in a partition that is not copied so far yet: whatever a record names was there before it. */
async function noteUpTo(
  partition: Partition,
  offset: number,
  { source, map }: Pick<CopyRecordsOptions, "source" | "map">,
): Promise<void> {
  const from = map.end(partition);
  if (from === undefined || from >= offset) return;
  const there = (await source.end())[partitionKey(partition)] ?? 0;
  const to = Math.min(offset, there);
  if (from >= to) return;
  for await (const batch of source.read({ ...partition, from, to })) {
    for (const record of batch) map.note(record);
  }
  map.noteEnd(partition, to);
}
