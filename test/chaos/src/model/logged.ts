import type { Topic } from "@milepost/contracts";
import { CANARY_SOURCE, TOPICS } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";

/** A record of the log as the model takes it: its place and what it says. */
export interface Logged {
  readonly topic: Topic;
  readonly partition: number;
  readonly offset: number;
  /** Undefined where the record is no JSON. */
  readonly event: LoggedEvent | undefined;
}

/** The parts of an event that the model looks at. */
export interface LoggedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly recordedtime: string;
  readonly runid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Which records are of interest, by their topic and key. */
export type IsWanted = (record: Pick<LogRecord, "topic" | "key">) => boolean;

/** Reads the log, partition by partition; without the canary, whose values stand in no table of the model. */
export async function readLog(log: EventLog, isWanted: IsWanted = () => true): Promise<readonly Logged[]> {
  const logged: Logged[] = [];
  for await (const record of recordsIn(log)) {
    if (!isWanted(record)) continue;
    const { topic, partition, offset, text } = record;
    const event = parsed(text);
    if (event?.source !== CANARY_SOURCE) logged.push({ topic, partition, offset, event });
  }
  return logged;
}

/** Everything that stands in the log now, partition by partition. */
export async function* recordsIn(log: EventLog): AsyncGenerator<LogRecord> {
  const end = await log.end(TOPICS);
  for (const topic of TOPICS) {
    for (let partition = 0; partition < log.partitions[topic]; partition += 1) {
      const to = end[`${topic}/${partition}`] ?? 0;
      for await (const records of log.read({ topic, partition, from: 0, to })) yield* records;
    }
  }
}

function parsed(text: string): LoggedEvent | undefined {
  try {
    return JSON.parse(text) as LoggedEvent;
  } catch {
    return undefined;
  }
}
