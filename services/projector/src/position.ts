import type { Position, Topic } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { partitionKey } from "@milepost/event-log";

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
