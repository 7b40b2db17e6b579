import type { EventLog, LogRecord, Placed } from "./index.ts";

/** The record that stands at a place of the log; undefined when there is none. */
export async function recordAt(
  log: Pick<EventLog, "read">,
  { topic, partition, offset }: Placed,
): Promise<LogRecord | undefined> {
  for await (const records of log.read({ topic, partition, from: offset, to: offset + 1, batchSize: 1 })) {
    return records.find((record) => record.offset === offset);
  }
  return undefined;
}
