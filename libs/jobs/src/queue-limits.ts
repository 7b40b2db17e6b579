import { MilepostError } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";

/** How much a queue does at once, and how long it waits. */
export interface QueueLimits {
  /** Jobs of one queue that run at once in one process, at most, where the handler says nothing else. */
  readonly concurrency: number;
  /** Pause before the second try, in milliseconds; doubled before each further one. */
  readonly firstRetryMs: number;
  /** Longest pause between two tries, in milliseconds. */
  readonly longestRetryMs: number;
  /** How long closing waits for running jobs after their signal, in milliseconds. */
  readonly closeTimeoutMs: number;
}

export const DEFAULT_LIMITS: QueueLimits = {
  concurrency: 4,
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  closeTimeoutMs: 5_000,
};

/** A try that failed: of which job, and the how manyth it was. */
export interface FailedTry {
  readonly queue: string;
  readonly key: string;
  readonly tries: number;
  /** Tries in all. */
  readonly attempts: number;
  readonly error: unknown;
}

/** The pause before the next try, in milliseconds; undefined when the job is given up. Says which. */
export function pauseAfter(
  { attempts, error, ...job }: FailedTry,
  limits: QueueLimits,
  logger: Logger,
): number | undefined {
  if (job.tries >= attempts || isFinal(error)) {
    logger.error({ err: error, ...job }, "a job failed and is given up");
    return undefined;
  }
  const pauseMs = Math.min(limits.longestRetryMs, limits.firstRetryMs * 2 ** (job.tries - 1));
  logger.warn({ err: error, ...job, pauseMs }, "a job failed and is tried again");
  return pauseMs;
}

/** Only an error that says of itself that another try cannot help ends a job early. */
function isFinal(error: unknown): boolean {
  return error instanceof MilepostError && !error.retryable;
}
