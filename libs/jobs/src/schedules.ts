import type { JobSchedule, When } from "./index.ts";
import { nextCronTime, sameTimes } from "./schedule-times.ts";

/** The longest a Node timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Payloads that come again and again, by id. */
export interface Schedules<Payload> {
  /** Replaces the payload, and the times where they are others. */
  set(schedule: JobSchedule<Payload>): void;
  remove(id: string): void;
  ids(): readonly string[];
  close(): void;
}

interface Armed<Payload> {
  readonly when: When;
  payload: Payload;
  timer: NodeJS.Timeout | undefined;
}

/** `fire` is called with a schedule's payload each time that its time has come. */
export function createSchedules<Payload>(fire: (payload: Payload) => void): Schedules<Payload> {
  const all = new Map<string, Armed<Payload>>();

  const remove = (id: string): void => {
    clearTimeout(all.get(id)?.timer);
    all.delete(id);
  };
  const arm = (armed: Armed<Payload>, remainingMs: number): void => {
    const stepMs = Math.min(remainingMs, LONGEST_TIMER_MS);
    armed.timer = setTimeout(() => {
      if (remainingMs > stepMs) {
        arm(armed, remainingMs - stepMs);
        return;
      }
      arm(armed, untilNext(armed.when));
      fire(armed.payload);
    }, stepMs).unref();
  };

  return {
    set: ({ id, when, payload }) => {
      const known = all.get(id);
      if (known !== undefined && sameTimes(known.when, when)) {
        known.payload = payload;
        return;
      }
      const armed: Armed<Payload> = { when, payload, timer: undefined };
      const remainingMs = untilNext(when);
      remove(id);
      all.set(id, armed);
      arm(armed, remainingMs);
    },
    remove,
    ids: () => [...all.keys()],
    close: () => {
      for (const id of all.keys()) remove(id);
    },
  };
}

function untilNext(when: When): number {
  if ("everyMs" in when) return when.everyMs;
  const now = Date.now();
  return nextCronTime(when.cron, when.timeZone, now) - now;
}
