import type { FiguresReach, WaitingTotal } from "../reading/waiting-total.ts";
import { periodText } from "./dates.ts";
import { numberText } from "./numbers.ts";

const NAMED = 3;

/** Why there are no newer figures: a total waits for members, or nothing came. */
export function silenceText({ lastPeriod, waiting = null }: FiguresReach): string {
  if (waiting !== null) return waitingText(waiting);
  return lastPeriod === null ? "no data yet" : `no data since ${periodText(lastPeriod)}`;
}

/** `February 2014 waits for 1 of 50: store=s7` */
export function waitingText({ period, missing, of }: WaitingTotal): string {
  const rest = missing.length - NAMED;
  const named = missing.slice(0, NAMED).join("; ") + (rest > 0 ? `; and ${numberText(rest, 0)} more` : "");
  return `${periodText(period)} waits for ${numberText(missing.length, 0)} of ${numberText(of, 0)}: ${named}`;
}
