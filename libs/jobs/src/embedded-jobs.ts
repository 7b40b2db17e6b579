import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { createEmbeddedQueue } from "./embedded-queue.ts";
import type { EmbeddedQueue, QueueLimits } from "./embedded-queue.ts";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";

const DEFAULT_LIMITS: QueueLimits = {
  concurrency: 4,
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  closeTimeoutMs: 5_000,
};

export interface EmbeddedJobsOptions {
  readonly logger: Logger;
  /** Differences from the default limits. */
  readonly limits?: Partial<QueueLimits>;
}

/** Runs jobs in this process; what waits is gone with it and is derived from the log again. */
export function openEmbeddedJobs({ logger, limits }: EmbeddedJobsOptions): Jobs {
  const queues = new Map<string, Pick<EmbeddedQueue<never>, "close">>();
  let closing: Promise<void> | undefined;
  return {
    register: <Payload>(handler: JobHandler<Payload>): JobQueue<Payload> => {
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
      if (queues.has(handler.name)) {
        throw new MilepostError("conflict", `Queue "${handler.name}" is registered already`);
      }
      const queue = createEmbeddedQueue(handler, logger, { ...DEFAULT_LIMITS, ...limits });
      queues.set(handler.name, queue);
      return queue.port;
    },
    close: () =>
      (closing ??= Promise.all([...queues.values()].map((queue) => queue.close())).then(() => undefined)),
  };
}
