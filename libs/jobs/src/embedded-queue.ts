import type { Logger } from "@milepost/runtime";
import { closedError } from "./closed-error.ts";
import { createIdleWaiters } from "./idle-waiters.ts";
import type { JobHandler, JobQueue, Ticket } from "./index.ts";
import { pauseAfter } from "./queue-limits.ts";
import type { QueueLimits } from "./queue-limits.ts";
import { createSchedules } from "./schedules.ts";
import { createWaitingJobs } from "./waiting-jobs.ts";
import type { WaitingJob } from "./waiting-jobs.ts";
import { LATE, within } from "./within.ts";

/** A queue that runs one job a key at a time and keeps one more an identity waiting. */
export function createEmbeddedQueue<Payload, Result>(
  handler: JobHandler<Payload, Result>,
  logger: Logger,
  limits: QueueLimits,
): JobQueue<Payload, Result> {
  type Job = WaitingJob<Payload, Result>;
  const { name, keyOf, identityOf = keyOf, attempts, concurrency = limits.concurrency } = handler;
  const stop = new AbortController();
  const running = new Map<string, { readonly job: Job; readonly done: Promise<void> }>();
  const waiting = createWaitingJobs<Payload, Result>(() => pump());
  const idle = createIdleWaiters(() => waiting.isEmpty() && running.size === 0);

  const pump = (): void => {
    while (running.size < concurrency) {
      const job = waiting.take((key) => !running.has(key));
      if (job === undefined) break;
      running.set(job.key, { job, done: run(job) });
    }
    idle.look();
  };
  const run = async (job: Job): Promise<void> => {
    // The caller's turn ends first: adding a job never runs it in place.
    await Promise.resolve();
    try {
      job.end.resolve(await handler.run(job.payload, stop.signal));
    } catch (error) {
      if (stop.signal.aborted) job.end.reject(closedError(name));
      else retryLater(job, error);
    }
    running.delete(job.key);
    pump();
  };
  const retryLater = (job: Job, error: unknown): void => {
    const failures = job.failures + 1;
    const failed = { queue: name, key: job.key, tries: failures, attempts, error };
    const pauseMs = pauseAfter(failed, limits, logger);
    if (pauseMs === undefined) return job.end.reject(error);
    // Where a job of this identity was added meanwhile, that one does the same work, and sooner.
    const next = waiting.add({ ...job, failures }, pauseMs);
    if (next.end !== job.end) job.end.resolve(next.end.promise);
  };
  const keep = (payload: Payload): Ticket<Result> => {
    if (stop.signal.aborted) throw closedError(name);
    const end = Promise.withResolvers<Result>();
    const job = { key: keyOf(payload), identity: identityOf(payload), payload, failures: 0, end };
    const kept = waiting.add(job, 0);
    // Nobody has to look at a ticket: its rejection is no unhandled one.
    kept.end.promise.catch(() => undefined);
    pump();
    return { result: kept.end.promise };
  };
  const schedules = createSchedules<Payload>((payload) => keep(payload));

  const close = async (): Promise<void> => {
    stop.abort();
    schedules.close();
    for (const { end } of waiting.clear()) end.reject(closedError(name));
    pump();
    const all = Promise.all([...running.values()].map(({ done }) => done));
    if ((await within(all, limits.closeTimeoutMs)) !== LATE) return;
    logger.warn({ queue: name, keys: [...running.keys()] }, "jobs did not stop in time");
    for (const { job } of running.values()) job.end.reject(closedError(name));
  };
  let closing: Promise<void> | undefined;

  return {
    add: async (payload) => keep(payload),
    schedule: async (schedule) => schedules.set(schedule),
    unschedule: async (id) => schedules.remove(id),
    scheduled: async () => schedules.ids(),
    isRunning: async (key) => running.has(key),
    idle: () => idle.wait(),
    close: () => (closing ??= close()),
  };
}
