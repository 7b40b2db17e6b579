import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { createEmbeddedQueue } from "./embedded-queue.ts";
import type { Jobs } from "./index.ts";
import { DEFAULT_LIMITS } from "./queue-limits.ts";
import type { QueueLimits } from "./queue-limits.ts";
import { registeredQueues } from "./registered-queues.ts";

export interface EmbeddedJobsOptions {
  readonly logger: Logger;
  /** Differences from the default limits. */
  readonly limits?: Partial<QueueLimits>;
}

/** Runs jobs in this process; what waits is gone with it and is derived from the log again. */
export function openEmbeddedJobs({ logger, limits }: EmbeddedJobsOptions): Jobs {
  const queues = registeredQueues((handler) =>
    createEmbeddedQueue(handler, logger, { ...DEFAULT_LIMITS, ...limits }),
  );
  return {
    register: queues.register,
    check: async () => {
      if (queues.isClosed()) throw new MilepostError("aborted", "Jobs are closed");
    },
    close: () => queues.close(),
  };
}
