/** Where "now" comes from; the domain never asks the machine. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** A clock that somebody sets, as a demo's deployment or a test does. */
export interface SettableClock extends Clock {
  set(epochMs: number): void;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands where it is put. */
export function standingClock(epochMs: number): SettableClock {
  let current = epochMs;
  return {
    now: () => current,
    set: (next) => {
      current = next;
    },
  };
}
