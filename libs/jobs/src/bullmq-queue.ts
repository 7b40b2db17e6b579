import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import { Queue, QueueEvents } from "bullmq";
import type { JobsOptions } from "bullmq";
import type { Redis } from "ioredis";
import { closedError } from "./closed-error.ts";
import type { JobHandler, JobQueue, JobSchedule } from "./index.ts";
import { errorOf } from "./job-end.ts";
import type { JobEnd } from "./job-end.ts";
import { JOB, KEPT_ENDED_JOBS, KEPT_ENDED_SECONDS, keyOfLock, TICK } from "./bullmq-names.ts";
import type { BullmqQueueParts, JobData, TickData } from "./bullmq-names.ts";
import { startWorker } from "./bullmq-worker.ts";
import { nextCronTime } from "./schedule-times.ts";
import { createTickets } from "./tickets.ts";
import type { Look } from "./tickets.ts";
import { LATE, within } from "./within.ts";

/** How often `idle` looks, in milliseconds. */
const IDLE_LOOK_MS = 20;

/** Opens a queue in Redis and starts to work on it. */
export function openBullmqQueue<Payload, Result>(
  handler: JobHandler<Payload, Result>,
  parts: BullmqQueueParts,
): JobQueue<Payload, Result> {
  const { redis, prefix, logger, limits } = parts;
  const { name, keyOf, identityOf = keyOf } = handler;
  const base = { connection: redis, prefix };
  const onError = (err: unknown): void => {
    logger.debug({ err, queue: name }, "the queue reported an error");
    parts.onError(err);
  };
  const queue = new Queue<JobData<Payload> | TickData<Payload>, unknown, string>(name, base).on(
    "error",
    onError,
  );
  const events = new QueueEvents(name, base).on("error", onError);
  const tickets = createTickets<Result>((id) => look<Result>(queue, id));
  events.on("completed", ({ jobId, returnvalue }) => {
    tickets.tell(jobId, { end: returnvalue as unknown as JobEnd<Result> });
  });
  events.on("failed", ({ jobId, failedReason }) => tickets.tell(jobId, { error: errorOf(failedReason) }));

  const keep = async (data: JobData<Payload>, delay = 0): Promise<string> => {
    const deduplication = { id: identityOf(data.payload) };
    const kept = await queue.add(JOB, data, { ...jobOptions(), jobId: randomUUID(), delay, deduplication });
    return kept.id as string;
  };
  const worker = startWorker<Payload, Result>(handler, { ...parts, keep, tell: tickets.tell });
  let closed = false;
  const asked = <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    if (closed) return Promise.reject(closedError(name));
    const answer = question();
    answer.catch(parts.onError);
    return answered(answer, limits.callTimeoutMs);
  };

  const close = async (): Promise<void> => {
    closed = true;
    tickets.close(closedError(name));
    await worker.close();
    await within(Promise.allSettled([events.close(), queue.close()]), limits.disconnectTimeoutMs);
  };
  let closing: Promise<void> | undefined;

  return {
    add: async (payload) => {
      const id = await asked(() => keep({ payload, failures: 0 }));
      return { result: tickets.wait(id) };
    },
    schedule: async (schedule) => asked(() => setSchedule(queue, schedule)),
    unschedule: async (id) => void (await asked(() => queue.removeJobScheduler(encodeURIComponent(id)))),
    scheduled: async () => {
      const schedulers = await asked(() => queue.getJobSchedulers());
      return schedulers.map(({ key }) => decodeURIComponent(key));
    },
    isRunning: async (key) => (await asked(() => redis.exists(keyOfLock(prefix, name, key)))) === 1,
    idle: async () => {
      while (!closed && !(await isIdle(redis, queue))) await pause(IDLE_LOOK_MS);
    },
    close: () => (closing ??= close()),
  };
}

function jobOptions(): JobsOptions {
  const kept = { age: KEPT_ENDED_SECONDS, count: KEPT_ENDED_JOBS };
  return {
    // What a handler fails with ends the job (retries are jobs of their own); these are for failures of the queue.
    attempts: 1_000,
    backoff: { type: "fixed", delay: 1_000 },
    removeOnComplete: kept,
    removeOnFail: kept,
  };
}

async function setSchedule<Payload>(
  queue: Queue<JobData<Payload> | TickData<Payload>, unknown, string>,
  { id, when, payload }: JobSchedule<Payload>,
): Promise<void> {
  const now = Date.now();
  if ("cron" in when) nextCronTime(when.cron, when.timeZone, now);
  const times =
    "everyMs" in when
      ? { every: when.everyMs, startDate: now + when.everyMs }
      : { pattern: when.cron, tz: when.timeZone };
  const options = {
    attempts: 1_000,
    backoff: { type: "fixed", delay: 1_000 },
    removeOnComplete: true,
    removeOnFail: true,
  };
  await queue.upsertJobScheduler(encodeURIComponent(id), times, {
    name: TICK,
    data: { payload },
    opts: options,
  });
}

async function look<Result>(queue: Queue, id: string): Promise<Look<Result>> {
  const job = await queue.getJob(id);
  if (job === undefined) return "missing";
  if (job.finishedOn === undefined) return "open";
  if (job.failedReason !== undefined && job.failedReason !== "") return { error: errorOf(job.failedReason) };
  return { end: job.returnvalue as JobEnd<Result> };
}

/** Jobs that wait, run or are put off, counted at one moment; the jobs that schedules will add one day do not wait yet. */
const COUNT_OPEN = `
local open = redis.call('LLEN', KEYS[1]) + redis.call('LLEN', KEYS[2])
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  if string.sub(id, 1, 7) ~= 'repeat:' then open = open + 1 end
end
return open`;

async function isIdle(redis: Redis, queue: Queue): Promise<boolean> {
  const keys = ["wait", "active", "delayed"].map((state) => queue.toKey(state));
  return (await redis.eval(COUNT_OPEN, keys.length, ...keys)) === 0;
}

async function answered<Answer>(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  try {
    const given = await within(answer, timeoutMs);
    if (given !== LATE) return given;
  } catch (cause) {
    if (cause instanceof MilepostError) throw cause;
    const message = `Redis refused (${(cause as Error).message}); try again in a moment`;
    throw new MilepostError("jobs_unavailable", message, { retryable: true, cause });
  }
  const message = `Redis does not answer within ${timeoutMs} ms; try again when it is back`;
  throw new MilepostError("jobs_unavailable", message, { retryable: true });
}
