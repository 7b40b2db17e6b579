import type { LogRecord } from "@milepost/event-log";
import type { Telemetry } from "@milepost/runtime";

/** Records of one acknowledged insert into one table; the instants are epoch milliseconds. */
export interface Inserted {
  readonly table: string;
  readonly records: readonly LogRecord[];
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Told of each insert once it is acknowledged. */
export type OnInserted = (inserted: Inserted) => void;

/** Spans that one insert makes at most: a batch holds thousands of records. */
const MAX_SPANS_AN_INSERT = 100;
const TRACEPARENT = /"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"/;
const KEY = '"traceparent":"';

/** Makes a span of each traced record's insert, in the record's own trace; undefined when nobody collects traces. */
export function traceInserts(telemetry: Telemetry): OnInserted | undefined {
  if (!telemetry.isOn) return undefined;
  return ({ table, records, startedAt, endedAt }) => {
    let spans = 0;
    for (const { text, topic, partition, offset } of records) {
      // It mostly stands at the end, and most records have none.
      const at = text.lastIndexOf(KEY);
      if (at < 0) continue;
      const parent = TRACEPARENT.exec(text.slice(at))?.[1];
      if (parent === undefined) continue;
      const attributes = {
        "db.collection.name": table,
        "messaging.destination.name": topic,
        "messaging.destination.partition.id": String(partition),
        "messaging.kafka.offset": offset,
      };
      telemetry.past(`insert ${table}`, { kind: "consumer", parent, attributes, startedAt, endedAt });
      spans += 1;
      if (spans >= MAX_SPANS_AN_INSERT) return;
    }
  };
}
