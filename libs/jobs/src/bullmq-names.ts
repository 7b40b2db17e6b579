import type { Logger } from "@milepost/runtime";
import type { Redis } from "ioredis";
import type { BullmqLimits } from "./bullmq-limits.ts";

/** Name of the jobs that do work. */
export const JOB = "job";
/** Name of the jobs that a schedule makes: each adds one that does the work. */
export const TICK = "tick";
/** Ended jobs are kept so long, and so many of them, for callers who missed their end. */
export const KEPT_ENDED_SECONDS = 600;
export const KEPT_ENDED_JOBS = 1_000;

/** What a job carries. */
export interface JobData<Payload> {
  readonly payload: Payload;
  /** Tries that failed before this one. */
  readonly failures: number;
}

/** What a schedule's job carries. */
export interface TickData<Payload> {
  readonly payload: Payload;
}

/** The Redis key that says who owns a job key. */
export function keyOfLock(prefix: string, queue: string, key: string): string {
  return `${prefix}:owners:${queue}:${key}`;
}

/** What a queue in Redis is made of. */
export interface BullmqQueueParts {
  readonly redis: Redis;
  readonly prefix: string;
  readonly logger: Logger;
  readonly limits: BullmqLimits;
  /** Told every error of the queue that no caller hears of. */
  readonly onError: (error: unknown) => void;
}
