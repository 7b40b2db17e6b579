import { durationInWords, GOAL_EVENT_WORDS, localDate } from "@milepost/contracts";
import type { StaleGoalReading } from "../reading/stale-goals.ts";
import { dateText } from "./dates.ts";
import { counted } from "./numbers.ts";

/** What came in last and when: `a check-in, 20 Aug 2026`. */
export function lastText({ last, existsSince, timeZone }: StaleGoalReading): string {
  const on = (instant: number): string => dateText(localDate(instant, timeZone));
  return last === null
    ? `nothing yet; counted from ${on(existsSince)}`
    : `${GOAL_EVENT_WORDS[last.kind]}, ${on(last.at)}`;
}

/** How long silence about it may last: `1 month, and 7 days more`. */
export function allowedText({ cadence, grace }: Pick<StaleGoalReading, "cadence" | "grace">): string {
  return `${durationInWords(cadence)}, and ${durationInWords(grace)} more`;
}

/** Whether its owner was reminded: `ann@example.org by mail, 3 Oct 2026`. */
export function remindedText({ reminded, timeZone }: StaleGoalReading): string {
  if (reminded === null) return "on these pages";
  return `${reminded.who} by ${reminded.channel}, ${dateText(localDate(reminded.at, timeZone))}`;
}

/** How many goals are silent, as a sentence; empty: none. */
export function silentText(count: number): string {
  return count === 0 ? "" : `Nothing has come in about ${counted(count, "goal")} for too long.`;
}
