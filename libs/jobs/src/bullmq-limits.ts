import { DEFAULT_LIMITS } from "./queue-limits.ts";
import type { QueueLimits } from "./queue-limits.ts";

/** The limits of a queue in Redis. */
export interface BullmqLimits extends QueueLimits {
  /** A worker that is not heard of for so many milliseconds has lost its jobs to the others. */
  readonly lockMs: number;
  /** How long a job waits whose key is owned by a running one before it asks again, in milliseconds. */
  readonly busyPauseMs: number;
  /** How long a caller waits for Redis to answer, in milliseconds. */
  readonly callTimeoutMs: number;
  /** How long closing waits for Redis to take its leave, in milliseconds. */
  readonly disconnectTimeoutMs: number;
}

export const DEFAULT_BULLMQ_LIMITS: BullmqLimits = {
  ...DEFAULT_LIMITS,
  lockMs: 15_000,
  busyPauseMs: 200,
  callTimeoutMs: 5_000,
  disconnectTimeoutMs: 1_000,
};
