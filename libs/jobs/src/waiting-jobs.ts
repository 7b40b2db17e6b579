/** A job that waits for its turn. */
export interface WaitingJob<Payload> {
  readonly key: string;
  readonly payload: Payload;
  /** Tries that failed. */
  readonly failures: number;
}

/** Jobs that wait, one a key, in the order in which they came. */
export interface WaitingJobs<Payload> {
  /** Adds a job unless one of its key waits; it becomes ready after so many milliseconds. */
  add(job: WaitingJob<Payload>, afterMs: number): void;
  /** Takes out the first ready job whose key may run. */
  take(mayRun: (key: string) => boolean): WaitingJob<Payload> | undefined;
  isEmpty(): boolean;
  clear(): void;
}

interface Entry<Payload> {
  readonly job: WaitingJob<Payload>;
  timer: NodeJS.Timeout | undefined;
}

/** `onReady` is called when a job that had to wait some time may be taken. */
export function createWaitingJobs<Payload>(onReady: () => void): WaitingJobs<Payload> {
  const entries = new Map<string, Entry<Payload>>();
  return {
    add: (job, afterMs) => {
      if (entries.has(job.key)) return;
      const entry: Entry<Payload> = { job, timer: undefined };
      entries.set(job.key, entry);
      if (afterMs <= 0) return;
      entry.timer = setTimeout(() => {
        entry.timer = undefined;
        onReady();
      }, afterMs);
    },
    take: (mayRun) => {
      for (const [key, { job, timer }] of entries) {
        if (timer !== undefined || !mayRun(key)) continue;
        entries.delete(key);
        return job;
      }
      return undefined;
    },
    isEmpty: () => entries.size === 0,
    clear: () => {
      for (const { timer } of entries.values()) clearTimeout(timer);
      entries.clear();
    },
  };
}
