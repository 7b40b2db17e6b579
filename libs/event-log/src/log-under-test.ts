import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { ConsumeOptions, EventLog, LogRecord, NewRecord } from "./index.ts";

/** How the suite gets the adapter under test. */
export interface EventLogFactory {
  readonly name: string;
  /** Whether instances of a group, each with the log open, share its partitions. */
  readonly sharesGroups: boolean;
  /** Opens an empty log of its own. */
  open(): Promise<LogUnderTest>;
}

/** An open log on storage of its own. */
export interface LogUnderTest {
  readonly log: EventLog;
  /** Closes the log and opens the same storage again. */
  reopen(): Promise<EventLog>;
  /** Opens the same storage beside what is open, as another instance of a service does. */
  openAnother(): Promise<EventLog>;
  /** Closes whatever is open and removes the storage. */
  close(): Promise<void>;
}

/** A valid observation, told apart by its id. */
export function sampleEvent(id: string): MilepostEvent {
  return {
    specversion: "1.0",
    id,
    source: "//acme/erp",
    type: "milepost.observation.recorded.v1",
    time: "2026-10-03T06:00:00Z",
    data: {
      kpi: "revenue",
      series: {},
      period: "2026-09",
      kind: "actual",
      value: "1",
      completeness: "complete",
    },
  };
}

/** A record for the log. */
export function sampleRecord(key: string, id: string, topic: Topic = "observations"): NewRecord {
  return { topic, key, event: sampleEvent(id) };
}

/** Consumer options with defaults for a test. */
export function consumeOptions(
  differing: Partial<ConsumeOptions> & { readonly group: string },
): ConsumeOptions {
  return {
    topics: ["observations"],
    maxBatchRecords: 100,
    maxWaitMs: 0,
    onBatch: async () => undefined,
    ...differing,
  };
}

/** The event id of a record. */
export function idOf(record: LogRecord): string {
  return (record.value as MilepostEvent).id;
}

/** Everything in a topic, partition by partition. */
export async function readAll(log: EventLog, topic: Topic = "observations"): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for (let partition = 0; partition < log.partitions[topic]; partition += 1) {
    const read = log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER });
    for await (const batch of read) records.push(...batch);
  }
  return records;
}
