import { MAX_AHEAD_MS } from "../events/observation-problems.ts";

/** Whether a moment lies so far ahead of this clock that one of two clocks is or was wrong, and not just a little apart. */
export function isFarAhead(moment: number, now: number): boolean {
  return moment > now + MAX_AHEAD_MS;
}

/**
 * The instant that a fold judges by and is recorded at, in epoch milliseconds. Its moment where that is a little ahead of
 * this clock: each has a millisecond of its own, and clocks differ. Where it is far ahead the moment only orders folds, as
 * after a clock that was wrong for a while.
 */
export function foldsNow(moment: number, now: number): number {
  return isFarAhead(moment, now) ? now : Math.max(now, moment);
}
