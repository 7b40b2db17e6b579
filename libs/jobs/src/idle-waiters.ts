/** Those who wait until there is nothing to do. */
export interface IdleWaiters {
  wait(): Promise<void>;
  /** Resolves whoever waits, when there is nothing to do now. */
  look(): void;
}

/** Opens an empty waiting room. */
export function createIdleWaiters(isIdle: () => boolean): IdleWaiters {
  let waiters: (() => void)[] = [];
  return {
    wait: async () => {
      if (!isIdle()) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    look: () => {
      if (!isIdle()) return;
      for (const resolve of waiters) resolve();
      waiters = [];
    },
  };
}
