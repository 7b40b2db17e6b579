import type { EventLog } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import type { Clock, Closeable } from "@milepost/runtime";
import { systemClock } from "@milepost/runtime";

/** What says when it is in a deployment: the last `clock.set` event in its log, as in a demo; else the machine. */
export interface DeploymentClock extends Clock, Closeable {
  /** Where the log put it, in epoch milliseconds; undefined where it never did. */
  setAt(): number | undefined;
  /** Resolves once the clock stands where the log says now. */
  caughtUp(): Promise<void>;
}

/** Follows the log's clock; resolves once it stands where the log says now. `startsAt`: where a demo begins. */
export async function followClock(log: EventLog, startsAt?: number): Promise<DeploymentClock> {
  let setAt: number | undefined;
  const follower = await followTopic(log, {
    topics: ["strategy"],
    onEvents: (events) => {
      for (const { event } of events) {
        if (event.type === "milepost.clock.set.v1") setAt = Date.parse(event.data.now);
      }
    },
  });
  return {
    now: () => setAt ?? startsAt ?? systemClock.now(),
    setAt: () => setAt,
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}
