import { createHash } from "node:crypto";
import type { Task } from "./work.ts";

/** Goals are dealt out to so many owners: each bucket's goals are assessed by one worker at a time. */
export const BUCKETS = 16;
/** Tasks of one job at most: newer work slips in after it. */
const MAX_TASKS_A_JOB = 200;

/** The bucket of a goal; always the same one, so that a goal has one owner. */
export function bucketOf(goal: string): number {
  return createHash("sha256").update(goal).digest().readUInt32BE(0) % BUCKETS;
}

/** Tasks as jobs take them: each list holds goals of one bucket. */
export function dealtOut(tasks: readonly Task[]): readonly (readonly Task[])[] {
  const byBucket = [...Map.groupBy(tasks, ({ goal }) => bucketOf(goal)).values()];
  return byBucket.flatMap((all) => {
    const jobs: (readonly Task[])[] = [];
    for (let from = 0; from < all.length; from += MAX_TASKS_A_JOB)
      jobs.push(all.slice(from, from + MAX_TASKS_A_JOB));
    return jobs;
  });
}
