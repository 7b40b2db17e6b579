import type { Position, Topic } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import type { LogRecord, Partition, ReadOptions } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";
import { MilepostError } from "@milepost/runtime/errors";

/** The position after some records: each partition's first unread offset. */
export function positionAfter(position: Position, records: readonly LogRecord[]): Position {
  const next: Record<string, number> = { ...position };
  for (const record of records) {
    const key = partitionKey(record);
    next[key] = Math.max(next[key] ?? 0, record.offset + 1);
  }
  return next;
}

/** True when everything below `wanted` lies below `position`. */
export function reaches(position: Position, wanted: Position): boolean {
  return Object.entries(wanted).every(([key, offset]) => (position[key] ?? 0) >= offset);
}

/** The part of a position that lies in some topics. */
export function within(position: Position, topics: readonly Topic[]): Position {
  return Object.fromEntries(
    Object.entries(position)
      .filter(([key]) => topics.some((topic) => key.startsWith(`${topic}/`)))
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Sum of a position's offsets: grows with every record. */
export function versionOf(position: Position): number {
  return Object.values(position).reduce((sum, offset) => sum + offset, 0);
}

/** The position that reaches both. */
export function furthest(left: Position, right: Position): Position {
  const reached: Record<string, number> = { ...left };
  for (const [key, offset] of Object.entries(right)) reached[key] = Math.max(reached[key] ?? 0, offset);
  return reached;
}

/** The furthest position that both reach. */
export function lowest(left: Position, right: Position): Position {
  return Object.fromEntries(
    Object.entries(left).map(([key, offset]) => [key, Math.min(offset, right[key] ?? 0)]),
  );
}

/** How many offsets lie between two positions. */
export function distance(from: Position, to: Position): number {
  return Object.entries(to).reduce((sum, [key, offset]) => sum + Math.max(0, offset - (from[key] ?? 0)), 0);
}

/** The partitions' ranges between two positions, those without a record left out. */
export function rangesBetween(from: Position, to: Position): readonly ReadOptions[] {
  return Object.entries(to).flatMap(([key, end]) => {
    const start = from[key] ?? 0;
    return start >= end ? [] : [{ ...placeOf(key), from: start, to: end }];
  });
}

function placeOf(key: string): Partition {
  const slash = key.lastIndexOf("/");
  const topic = TOPICS.find((known) => known === key.slice(0, slash));
  if (topic === undefined) throw new MilepostError("internal", `"${key}" is no partition of the log`);
  return { topic, partition: Number(key.slice(slash + 1)) };
}
