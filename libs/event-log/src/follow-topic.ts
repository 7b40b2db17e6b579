import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { EventLog, LogRecord } from "./index.ts";

/** Keeps a state in memory up to date with a topic. */
export interface Follower {
  /** Resolves once everything that stood in the topic at the time of the call was taken in. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly topics: readonly Topic[];
  /** Takes a batch of valid events, each with its place; records that are no valid event are left out (the projector reports them). */
  readonly onEvents: (
    events: readonly { readonly event: MilepostEvent; readonly record: LogRecord }[],
  ) => void;
}

/** Reads topics from their beginning, then on and on; the promise resolves once what is there now was taken in. */
export async function followTopic(_log: EventLog, _options: FollowOptions): Promise<Follower> {
  throw new Error("under construction");
}
