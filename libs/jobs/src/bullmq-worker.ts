import { DelayedError, UnrecoverableError, Worker } from "bullmq";
import type { Job } from "bullmq";
import type { JobHandler } from "./index.ts";
import { errorOf, errorText } from "./job-end.ts";
import type { JobEnd } from "./job-end.ts";
import { keyOfLock, TICK } from "./bullmq-names.ts";
import type { BullmqQueueParts, JobData, TickData } from "./bullmq-names.ts";
import { takeKeyLock } from "./key-lock.ts";
import type { KeyLock } from "./key-lock.ts";
import { pauseAfter } from "./queue-limits.ts";
import type { Ending } from "./tickets.ts";
import { LATE, within } from "./within.ts";

/** A job that took its worker down so often is given up; whoever owns the work adds it again. */
const MAX_STALLS = 50;
const RECONNECT_PAUSE_MS = 1_000;

export interface WorkerParts<Payload, Result> extends BullmqQueueParts {
  /** Keeps a job and gives its id, or the id of the one of its identity that waits already. */
  readonly keep: (data: JobData<Payload>, delayMs?: number) => Promise<string>;
  /** Told how a job ended that this process worked on, once that stands in the queue. */
  readonly tell: (id: string, ending: Ending<Result>) => void;
}

type AnyJob<Payload> = Job<JobData<Payload> | TickData<Payload>, unknown, string>;

/** Works on a queue until it is closed; jobs that are under way then go back into the queue. */
export function startWorker<Payload, Result>(
  handler: JobHandler<Payload, Result>,
  parts: WorkerParts<Payload, Result>,
): { close(): Promise<void> } {
  const { redis, prefix, logger, limits } = parts;
  const { name } = handler;
  const stop = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const locks = new Set<KeyLock>();

  const runOwned = async (job: AnyJob<Payload>, token: string, lock: KeyLock): Promise<JobEnd<Result>> => {
    const signal = AbortSignal.any([stop.signal, lock.lost]);
    const data = job.data as JobData<Payload>;
    try {
      // From here on a further job of this identity begins after this one.
      await job.removeDeduplicationKey();
      return { value: await handler.run(data.payload, signal) };
    } catch (error) {
      if (signal.aborted) return await handBack(job, token, 0);
      return await afterFailure(data, error);
    }
  };
  const afterFailure = async (
    { payload, failures }: JobData<Payload>,
    error: unknown,
  ): Promise<JobEnd<Result>> => {
    const tries = failures + 1;
    const { attempts } = handler;
    const failed = { queue: name, key: handler.keyOf(payload), tries, attempts, error };
    const pauseMs = pauseAfter(failed, limits, logger);
    if (pauseMs === undefined) throw new UnrecoverableError(errorText(error));
    // Where a job of this identity was added meanwhile, that one does the same work, and sooner.
    return { next: await parts.keep({ payload, failures: tries }, pauseMs) };
  };
  const work = async (job: AnyJob<Payload>, token: string): Promise<unknown> => {
    if (stop.signal.aborted) return handBack(job, token, 0);
    if (job.name === TICK) return parts.keep({ payload: job.data.payload, failures: 0 });
    const key = keyOfLock(prefix, name, handler.keyOf(job.data.payload));
    const lock = await takeKeyLock(redis, { key, token, ttlMs: limits.lockMs });
    if (lock === undefined) return handBack(job, token, limits.busyPauseMs);
    locks.add(lock);
    try {
      return await runOwned(job, token, lock);
    } finally {
      locks.delete(lock);
      await lock.release();
    }
  };
  const worker = openWorker(handler, parts, (job, token) => {
    const done = work(job, token).finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  });

  return {
    close: async () => {
      stop.abort();
      await worker.pause(true);
      const all = Promise.allSettled(underWay);
      const ended = (await within(all, limits.closeTimeoutMs)) !== LATE;
      if (!ended) logger.warn({ queue: name }, "jobs did not stop in time");
      for (const lock of locks) lock.abandon();
      await within(worker.close(!ended), limits.disconnectTimeoutMs);
    },
  };
}

/** BullMQ's worker over the shared connection, with the limits of the queue. */
function openWorker<Payload, Result>(
  { name, concurrency }: JobHandler<Payload, Result>,
  { redis, prefix, limits, logger, onError, tell }: WorkerParts<Payload, Result>,
  run: (job: AnyJob<Payload>, token: string) => Promise<unknown>,
): Worker<JobData<Payload> | TickData<Payload>, unknown, string> {
  const worker = new Worker<JobData<Payload> | TickData<Payload>, unknown, string>(
    name,
    (job, token = "") => run(job, token),
    {
      connection: redis,
      prefix,
      concurrency: concurrency ?? limits.concurrency,
      lockDuration: limits.lockMs,
      stalledInterval: limits.lockMs / 2,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: RECONNECT_PAUSE_MS,
    },
  );
  worker.on("error", (err) => {
    logger.debug({ err, queue: name }, "the queue's worker reported an error");
    onError(err);
  });
  worker.on("completed", (job, end) => tell(job.id ?? "", { end: end as JobEnd<Result> }));
  worker.on("failed", (job, error) => {
    if (job?.finishedOn !== undefined) tell(job.id ?? "", { error: errorOf(error.message) });
  });
  worker.on("stalled", (job) =>
    logger.warn({ job, queue: name }, "a job's worker is gone; another takes it over"),
  );
  return worker;
}

/** Puts a job back, to be taken by any worker after a pause; the throw tells the queue that it is no end. */
async function handBack(job: Job, token: string, pauseMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + pauseMs, token);
  throw new DelayedError();
}
