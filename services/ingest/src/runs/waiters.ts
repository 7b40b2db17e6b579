/** Those who wait for the next piece of work of a key. */
export interface Waiters<Outcome> {
  /** Waits for the next work of the key that begins after this call. */
  wait(key: string): Promise<Outcome>;
  /** Tells everybody who waits for the key now how its work ends; hands the work on. */
  settle(key: string, work: Promise<Outcome>): Promise<Outcome>;
  rejectAll(reason: Error): void;
}

/** Opens an empty waiting room. */
export function createWaiters<Outcome>(): Waiters<Outcome> {
  const waiting = new Map<string, PromiseWithResolvers<Outcome>>();
  return {
    wait: (key) => {
      const known = waiting.get(key) ?? Promise.withResolvers<Outcome>();
      // Somebody who left does not make a rejection an unhandled one.
      known.promise.catch(() => undefined);
      waiting.set(key, known);
      return known.promise;
    },
    settle: (key, work) => {
      const waiter = waiting.get(key);
      waiting.delete(key);
      if (waiter !== undefined) work.then(waiter.resolve, waiter.reject);
      return work;
    },
    rejectAll: (reason) => {
      for (const waiter of waiting.values()) waiter.reject(reason);
      waiting.clear();
    },
  };
}
