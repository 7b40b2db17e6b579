import { refuse } from "./clickhouse-error.ts";

/** A bounded number of things at a time, with a bounded queue. */
export interface Slots {
  /** Resolves with the function that gives the slot back. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Makes slots; beyond the queue a taker is refused at once. */
export function createSlots(size: number, queueLimit: number): Slots {
  let free = size;
  const waiting: (() => void)[] = [];
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    take: async (signal) => {
      if (free > 0) free -= 1;
      else await queue(waiting, { signal, queueLimit });
      return giveBack;
    },
  };
}

function queue(waiting: (() => void)[], limits: { signal: AbortSignal; queueLimit: number }): Promise<void> {
  if (waiting.length >= limits.queueLimit) {
    throw refuse("TOO_MANY_SIMULTANEOUS_QUERIES", "Too many simultaneous queries; try again in a moment");
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    waiting.splice(waiting.indexOf(enter), 1);
    reject(refuse("QUERY_WAS_CANCELLED", "Query was cancelled before it began"));
  };
  const enter = (): void => {
    limits.signal.removeEventListener("abort", leave);
    resolve();
  };
  waiting.push(enter);
  limits.signal.addEventListener("abort", leave, { once: true });
  return promise;
}
