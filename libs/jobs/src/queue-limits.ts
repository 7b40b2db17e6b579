import { MilepostError } from "@milepost/runtime";

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

/** The pause before the next try of a job that has failed so many times, in milliseconds. */
export function retryPauseMs(failures: number, { firstRetryMs, longestRetryMs }: QueueLimits): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
}

/** Only an error that says of itself that another try cannot help ends a job early. */
export function isFinal(error: unknown): boolean {
  return error instanceof MilepostError && !error.retryable;
}
