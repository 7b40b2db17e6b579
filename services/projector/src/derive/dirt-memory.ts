import type { Position } from "@milepost/contracts";
import type { LogRecord, ReadOptions } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import { rangesBetween } from "../position.ts";
import { CLEAN, bothDirty } from "./dirt.ts";
import type { Dirt } from "./dirt.ts";

/** Batches of a partition that are remembered; what is older is read from the log again if it is needed. */
const REMEMBERED_BATCHES = 256;

/** What the batches that this process projected made dirty: only a memory, the log knows the same. */
export interface DirtMemory {
  /** Remembers a batch. */
  add(records: readonly LogRecord[], dirt: Dirt): void;
  /** What is remembered between two positions, and the ranges of which nothing is remembered. */
  between(from: Position, to: Position): { readonly dirt: Dirt; readonly missing: readonly ReadOptions[] };
  /** Forgets what lies below a position. */
  forgetBelow(position: Position): void;
}

interface Batch {
  readonly from: number;
  readonly to: number;
  readonly dirt: Dirt;
}

/** A memory of nothing. */
export function createDirtMemory(): DirtMemory {
  const batches = new Map<string, Batch[]>();
  return {
    add: (records, dirt) => {
      for (const [key, { from, to }] of extents(records)) {
        const remembered = batches.get(key) ?? [];
        remembered.push({ from, to, dirt });
        if (remembered.length > REMEMBERED_BATCHES) remembered.shift();
        batches.set(key, remembered);
      }
    },
    between: (from, to) => {
      let dirt = CLEAN;
      const missing: ReadOptions[] = [];
      for (const range of rangesBetween(from, to)) {
        const found = covered(batches.get(partitionKey(range)) ?? [], range);
        for (const one of found.dirt) dirt = bothDirty(dirt, one);
        missing.push(...found.missing);
      }
      return { dirt, missing };
    },
    forgetBelow: (position) => {
      for (const [key, remembered] of batches) {
        batches.set(
          key,
          remembered.filter(({ to }) => to > (position[key] ?? 0)),
        );
      }
    },
  };
}

/** First and last offset of each partition in a batch; the log delivers every record between them. */
function extents(records: readonly LogRecord[]): ReadonlyMap<string, { from: number; to: number }> {
  const found = new Map<string, { from: number; to: number }>();
  let key = "";
  let last: LogRecord | undefined;
  for (const record of records) {
    // Records of a partition stand together: its key is made once for them all.
    if (record.partition !== last?.partition || record.topic !== last.topic) key = partitionKey(record);
    last = record;
    const extent = found.get(key);
    if (extent === undefined) found.set(key, { from: record.offset, to: record.offset + 1 });
    else extent.to = Math.max(extent.to, record.offset + 1);
  }
  return found;
}

function covered(
  batches: readonly Batch[],
  range: ReadOptions,
): { readonly dirt: ReadonlySet<Dirt>; readonly missing: readonly ReadOptions[] } {
  const dirt = new Set<Dirt>();
  const missing: ReadOptions[] = [];
  let next = range.from;
  for (const batch of batches.toSorted((left, right) => left.from - right.from)) {
    if (batch.to <= next || batch.from >= range.to) continue;
    if (batch.from > next) missing.push({ ...range, from: next, to: batch.from });
    dirt.add(batch.dirt);
    next = batch.to;
  }
  if (next < range.to) missing.push({ ...range, from: next, to: range.to });
  return { dirt, missing };
}
