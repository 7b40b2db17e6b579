import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import type { JobHandler, JobQueue } from "./index.ts";
import { createSchedules } from "./schedules.ts";
import { createWaitingJobs } from "./waiting-jobs.ts";
import type { WaitingJob } from "./waiting-jobs.ts";

/** How much a queue does at once, and how long it waits. */
export interface QueueLimits {
  /** Jobs of one queue that run at once, at most. */
  readonly concurrency: number;
  /** Pause before the second try, in milliseconds; doubled before each further one. */
  readonly firstRetryMs: number;
  /** Longest pause between two tries, in milliseconds. */
  readonly longestRetryMs: number;
  /** How long closing waits for running jobs after their signal, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** A queue in memory, with its end. */
export interface EmbeddedQueue<Payload> {
  readonly port: JobQueue<Payload>;
  close(): Promise<void>;
}

/** A queue that runs one job a key at a time and keeps one more a key waiting. */
export function createEmbeddedQueue<Payload>(
  handler: JobHandler<Payload>,
  logger: Logger,
  limits: QueueLimits,
): EmbeddedQueue<Payload> {
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  const waiting = createWaitingJobs<Payload>(() => pump());
  let idleWaiters: (() => void)[] = [];

  const pump = (): void => {
    while (running.size < limits.concurrency) {
      const job = waiting.take((key) => !running.has(key));
      if (job === undefined) break;
      running.set(job.key, run(job));
    }
    if (!waiting.isEmpty() || running.size > 0) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  };
  const run = async (job: WaitingJob<Payload>): Promise<void> => {
    // The caller's turn ends first: adding a job never runs it in place.
    await Promise.resolve();
    try {
      await handler.run(job.payload, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) retryLater(job, error);
    }
    running.delete(job.key);
    pump();
  };
  const retryLater = ({ key, payload, failures }: WaitingJob<Payload>, error: unknown): void => {
    const tries = failures + 1;
    const fields = { err: error, queue: handler.name, key, tries };
    if (tries >= handler.attempts || isFinal(error)) {
      logger.error(fields, "a job failed and is given up");
      return;
    }
    const pauseMs = Math.min(limits.longestRetryMs, limits.firstRetryMs * 2 ** failures);
    logger.warn({ ...fields, pauseMs }, "a job failed and is tried again");
    // Where a job of this key was added meanwhile, that one does the same work, and sooner.
    waiting.add({ key, payload, failures: tries }, pauseMs);
  };
  const keep = (payload: Payload): void => {
    if (stop.signal.aborted) throw new MilepostError("aborted", `Queue "${handler.name}" is closed`);
    waiting.add({ key: handler.keyOf(payload), payload, failures: 0 }, 0);
    pump();
  };
  const schedules = createSchedules<Payload>(keep);

  return {
    port: {
      add: async (payload) => keep(payload),
      every: async (schedule) => schedules.set(schedule),
      unschedule: async (id) => schedules.remove(id),
      idle: async () => {
        if (waiting.isEmpty() && running.size === 0) return;
        await new Promise<void>((resolve) => idleWaiters.push(resolve));
      },
    },
    close: async () => {
      stop.abort();
      schedules.close();
      waiting.clear();
      pump();
      const stopped = await endsWithin(Promise.all(running.values()), limits.closeTimeoutMs);
      if (!stopped)
        logger.warn({ queue: handler.name, keys: [...running.keys()] }, "jobs did not stop in time");
    },
  };
}

/** Only an error that says of itself that another try cannot help ends a job early. */
function isFinal(error: unknown): boolean {
  return error instanceof MilepostError && !error.retryable;
}

async function endsWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return ended;
}
