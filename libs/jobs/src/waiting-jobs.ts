/** A job that waits for its turn. */
export interface WaitingJob<Payload, Result> {
  readonly key: string;
  readonly identity: string;
  readonly payload: Payload;
  /** Tries that failed. */
  readonly failures: number;
  /** Told how the job ends. */
  readonly end: PromiseWithResolvers<Result>;
}

/** Jobs that wait, one an identity, in the order in which they came. */
export interface WaitingJobs<Payload, Result> {
  /** Adds a job, ready after so many milliseconds, unless one of its identity waits; gives the one that waits now. */
  add(job: WaitingJob<Payload, Result>, afterMs: number): WaitingJob<Payload, Result>;
  /** Takes out the first ready job whose key may run. */
  take(mayRun: (key: string) => boolean): WaitingJob<Payload, Result> | undefined;
  isEmpty(): boolean;
  /** Drops everything and gives what was dropped. */
  clear(): readonly WaitingJob<Payload, Result>[];
}

interface Entry<Payload, Result> {
  readonly job: WaitingJob<Payload, Result>;
  timer: NodeJS.Timeout | undefined;
}

/** `onReady` is called when a job that had to wait some time may be taken. */
export function createWaitingJobs<Payload, Result>(onReady: () => void): WaitingJobs<Payload, Result> {
  const entries = new Map<string, Entry<Payload, Result>>();
  return {
    add: (job, afterMs) => {
      const waiting = entries.get(job.identity);
      if (waiting !== undefined) return waiting.job;
      const entry: Entry<Payload, Result> = { job, timer: undefined };
      entries.set(job.identity, entry);
      if (afterMs > 0) {
        entry.timer = setTimeout(() => {
          entry.timer = undefined;
          onReady();
        }, afterMs);
      }
      return job;
    },
    take: (mayRun) => {
      for (const [identity, { job, timer }] of entries) {
        if (timer !== undefined || !mayRun(job.key)) continue;
        entries.delete(identity);
        return job;
      }
      return undefined;
    },
    isEmpty: () => entries.size === 0,
    clear: () => {
      const dropped = [...entries.values()];
      entries.clear();
      for (const { timer } of dropped) clearTimeout(timer);
      return dropped.map(({ job }) => job);
    },
  };
}
