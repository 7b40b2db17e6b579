import { readEvent } from "@milepost/contracts";
import type { MilepostEvent, Position, Topic } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { EventLog, LogRecord } from "./index.ts";
import { createSignal } from "./signal.ts";

/** Keeps a state in memory up to date with a topic. */
export interface Follower {
  /** Resolves once everything that stood in the topic at the time of the call was taken in; rejects when `onEvents` threw. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** A valid event and where it stands. */
export interface FollowedEvent {
  readonly event: MilepostEvent;
  readonly record: LogRecord;
}

export interface FollowOptions {
  readonly topics: readonly Topic[];
  /** Takes a batch of valid events, each with its place; records that are no valid event are left out (the projector reports them). */
  readonly onEvents: (events: readonly FollowedEvent[]) => void;
}

/** How long the follower waits after a read that failed, in milliseconds. */
const RETRY_PAUSE_MS = 500;

/** Reads topics from their beginning, then on and on; the promise resolves once what is there now was taken in. */
export async function followTopic(log: EventLog, options: FollowOptions): Promise<Follower> {
  const taken: Record<string, number> = {};
  const takeTo = async (end: Position): Promise<void> => {
    for (const [key, to] of Object.entries(end)) await takePartition({ log, options, taken, key, to });
  };
  // One pass at a time: a batch must never be taken in twice or out of order.
  let passes: Promise<void> = Promise.resolve();
  const catchUp = (): Promise<void> => {
    const pass = passes.then(async () => takeTo(await log.end(options.topics)));
    passes = pass.catch(() => undefined);
    return pass;
  };

  await catchUp();
  const signal = createSignal();
  const unwatch = log.watch(options.topics, () => signal.raise());
  let closed = false;
  const run = async (): Promise<void> => {
    // What was appended between the first pass and the watch has no news of its own.
    signal.raise();
    while (!closed) {
      await signal.wait(Number.POSITIVE_INFINITY);
      if (closed) return;
      await catchUp().catch(() => setTimeout(() => signal.raise(), RETRY_PAUSE_MS).unref());
    }
  };
  const running = run();

  return {
    caughtUp: () => {
      if (closed) return Promise.reject(new MilepostError("log_closed", "The follower is closed"));
      return catchUp();
    },
    close: async () => {
      closed = true;
      unwatch();
      signal.raise();
      await running;
      await passes;
    },
  };
}

/** Takes one partition's records in up to an offset; what was taken in is remembered batch by batch. */
async function takePartition(want: {
  readonly log: EventLog;
  readonly options: FollowOptions;
  readonly taken: Record<string, number>;
  readonly key: string;
  readonly to: number;
}): Promise<void> {
  const { log, options, taken, key, to } = want;
  const slash = key.lastIndexOf("/");
  const topic = key.slice(0, slash) as Topic;
  const partition = Number(key.slice(slash + 1));
  for await (const records of log.read({ topic, partition, from: taken[key] ?? 0, to })) {
    const events = validEvents(records);
    if (events.length > 0) options.onEvents(events);
    const last = records.at(-1);
    if (last !== undefined) taken[key] = last.offset + 1;
  }
}

function validEvents(records: readonly LogRecord[]): readonly FollowedEvent[] {
  return records.flatMap((record) => {
    const read = readEvent(record.value);
    return read.ok ? [{ event: read.event, record }] : [];
  });
}
