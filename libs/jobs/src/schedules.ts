/** The longest a Node timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Payloads that come again and again, by id. */
export interface Schedules<Payload> {
  set(schedule: { readonly id: string; readonly everyMs: number; readonly payload: Payload }): void;
  remove(id: string): void;
  close(): void;
}

/** `fire` is called with a schedule's payload each time its interval has passed. */
export function createSchedules<Payload>(fire: (payload: Payload) => void): Schedules<Payload> {
  const timers = new Map<string, NodeJS.Timeout>();

  const remove = (id: string): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
  };
  const arm = (id: string, remainingMs: number, fired: () => void): void => {
    const stepMs = Math.min(remainingMs, LONGEST_TIMER_MS);
    const next = (): void => (remainingMs > stepMs ? arm(id, remainingMs - stepMs, fired) : fired());
    timers.set(id, setTimeout(next, stepMs).unref());
  };

  return {
    set: ({ id, everyMs, payload }) => {
      remove(id);
      const fired = (): void => {
        arm(id, everyMs, fired);
        fire(payload);
      };
      arm(id, everyMs, fired);
    },
    remove,
    close: () => {
      for (const id of timers.keys()) remove(id);
    },
  };
}
