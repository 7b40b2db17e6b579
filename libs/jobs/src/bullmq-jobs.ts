import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { DEFAULT_BULLMQ_LIMITS } from "./bullmq-limits.ts";
import type { BullmqLimits } from "./bullmq-limits.ts";
import { openBullmqQueue } from "./bullmq-queue.ts";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";
import { connectRedis } from "./redis-connection.ts";
import { LATE, within } from "./within.ts";

export interface BullmqJobsOptions {
  /** Address of Redis, such as `redis://user:password@127.0.0.1:6379/0`. */
  readonly url: string;
  /** Begins every key: deployments with prefixes of their own may share a Redis. */
  readonly prefix: string;
  readonly logger: Logger;
  /** Differences from the default limits. */
  readonly limits?: Partial<BullmqLimits>;
}

/** Runs jobs that any number of processes share through Redis; refuses a Redis that is not fit for it. */
export async function openBullmqJobs({ url, prefix, logger, limits }: BullmqJobsOptions): Promise<Jobs> {
  const { redis, disconnect } = await connectRedis(url, logger);
  const all = { ...DEFAULT_BULLMQ_LIMITS, ...limits };
  const queues = new Map<string, { close(): Promise<void> }>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await within(redis.quit(), all.disconnectTimeoutMs).catch(() => undefined);
    disconnect();
  };
  return {
    register: <Payload, Result = void>(handler: JobHandler<Payload, Result>): JobQueue<Payload, Result> => {
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
      if (queues.has(handler.name)) {
        throw new MilepostError("conflict", `Queue "${handler.name}" is registered already`);
      }
      const queue = openBullmqQueue(handler, { redis, prefix, logger, limits: all });
      queues.set(handler.name, queue);
      return queue.port;
    },
    check: async () => {
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
      const pong = await within(redis.ping(), all.callTimeoutMs).catch(() => LATE);
      if (pong !== LATE) return;
      throw new MilepostError("jobs_unavailable", "Redis does not answer", { retryable: true });
    },
    close: () => (closing ??= close()),
  };
}
