import { setTimeout as delay } from "node:timers/promises";

/** What was not there in time. */
export const LATE: unique symbol = Symbol("late");

/** The work's outcome, or `LATE` when it takes longer; late work goes on, and its failure is nobody's. */
export async function within<Result>(
  work: Promise<Result>,
  timeoutMs: number,
): Promise<Result | typeof LATE> {
  const timer = new AbortController();
  const late = delay(timeoutMs, LATE, { signal: timer.signal }).catch((): typeof LATE => LATE);
  try {
    return await Promise.race([work, late]);
  } finally {
    work.catch(() => undefined);
    timer.abort();
  }
}
