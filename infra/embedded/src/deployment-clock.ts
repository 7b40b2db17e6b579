import type { EventLog } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import type { SettableClock } from "@milepost/runtime";
import { standingClock } from "@milepost/runtime";

/** A demo's clock: it stands where the log's last `clock.set` event put it. */
export interface DemoClock {
  /** Epoch milliseconds; undefined before the demo was set up. */
  setAt(): number | undefined;
  /** Resolves once the clock stands where the log says now. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** A standing clock for a demo; the log moves it once it is open. */
export function demoClock(startsAt: number): SettableClock {
  return standingClock(startsAt);
}

/** Moves the clock to where the log says, now and whenever the log says so again. */
export async function followClock(log: EventLog, clock: SettableClock): Promise<DemoClock> {
  let setAt: number | undefined;
  const follower = await followTopic(log, {
    topics: ["strategy"],
    onEvents: (events) => {
      for (const { event } of events) {
        if (event.type !== "milepost.clock.set.v1") continue;
        setAt = Date.parse(event.data.now);
        clock.set(setAt);
      }
    },
  });
  return { setAt: () => setAt, caughtUp: () => follower.caughtUp(), close: () => follower.close() };
}
