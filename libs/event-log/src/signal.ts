/** Wakes one waiting loop; a raise while nobody waits is kept. */
export interface Signal {
  raise(): void;
  /** Resolves at once when raised since the last wait, else when raised or after so many milliseconds. */
  wait(timeoutMs: number): Promise<void>;
}

/** A signal for one loop. */
export function createSignal(): Signal {
  let raised = false;
  let wake: (() => void) | undefined;
  return {
    raise: () => {
      raised = true;
      wake?.();
    },
    wait: async (timeoutMs) => {
      if (!raised) {
        await new Promise<void>((resolve) => {
          const timer = Number.isFinite(timeoutMs) ? setTimeout(resolve, timeoutMs) : undefined;
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      raised = false;
    },
  };
}
