import type { CloudEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";

/** Column → value, null is unknown. */
export type Columns = Readonly<Record<string, unknown>>;

/** A row on its way into a base table. */
export interface Row {
  readonly table: string;
  readonly columns: Columns;
}

/** What a record turns into rows from. */
export interface Placed<Event> {
  readonly event: Event;
  readonly record: LogRecord;
}

/** A row of a table. */
export function row(table: string, columns: Columns): Row {
  return { table, columns };
}

/** Where a row comes from. */
export function lineage({ topic, partition, offset }: LogRecord): Columns {
  return { log_topic: topic, log_partition: partition, log_offset: offset };
}

/** When the event was appended: stamped by who appended it. */
export function recordedAt(event: CloudEvent): string {
  return utc(event.recordedtime ?? event.time);
}

const UTC_MILLISECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** An instant as ISO 8601 in UTC with at most milliseconds, whatever offset it was written with. */
export function utc(instant: string): string {
  return UTC_MILLISECONDS.test(instant) ? instant : new Date(instant).toISOString();
}
