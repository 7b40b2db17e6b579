import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { createEmbeddedQueue } from "./embedded-queue.ts";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";
import { DEFAULT_LIMITS } from "./queue-limits.ts";
import type { QueueLimits } from "./queue-limits.ts";

export interface EmbeddedJobsOptions {
  readonly logger: Logger;
  /** Differences from the default limits. */
  readonly limits?: Partial<QueueLimits>;
}

/** Runs jobs in this process; what waits is gone with it and is derived from the log again. */
export function openEmbeddedJobs({ logger, limits }: EmbeddedJobsOptions): Jobs {
  const queues = new Map<string, { close(): Promise<void> }>();
  let closing: Promise<void> | undefined;
  return {
    register: <Payload, Result = void>(handler: JobHandler<Payload, Result>): JobQueue<Payload, Result> => {
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
      if (queues.has(handler.name)) {
        throw new MilepostError("conflict", `Queue "${handler.name}" is registered already`);
      }
      const queue = createEmbeddedQueue(handler, logger, { ...DEFAULT_LIMITS, ...limits });
      queues.set(handler.name, queue);
      return queue.port;
    },
    check: async () => {
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
    },
    close: () =>
      (closing ??= Promise.all([...queues.values()].map((queue) => queue.close())).then(() => undefined)),
  };
}
