import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { DEFAULT_BULLMQ_LIMITS } from "./bullmq-limits.ts";
import type { BullmqLimits } from "./bullmq-limits.ts";
import { openBullmqQueue } from "./bullmq-queue.ts";
import type { Jobs } from "./index.ts";
import { connectRedis } from "./redis-connection.ts";
import { registeredQueues } from "./registered-queues.ts";
import { tryToWrite } from "./try-to-write.ts";
import { watchRefusals } from "./watch-refusals.ts";

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
  const { redis, close: closeRedis } = await connectRedis(url, logger);
  const all = { ...DEFAULT_BULLMQ_LIMITS, ...limits };
  const { onError, end } = watchRefusals({ redis, prefix, logger, timeoutMs: all.callTimeoutMs });
  const queues = registeredQueues((handler) =>
    openBullmqQueue(handler, { redis, prefix, logger, limits: all, onError }),
  );
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    end();
    await queues.close();
    await closeRedis(all.disconnectTimeoutMs);
  };
  return {
    register: queues.register,
    check: async () => {
      if (queues.isClosed()) throw new MilepostError("aborted", "Jobs are closed");
      await tryToWrite(redis, { prefix, timeoutMs: all.callTimeoutMs });
    },
    close: () => (closing ??= close()),
  };
}
