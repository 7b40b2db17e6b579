import { localDate } from "@milepost/contracts";
import type { CheckInReading } from "../../reading/check-ins.ts";
import type { OverrideReading, Withdrawn } from "../../reading/overrides.ts";
import { longDateText } from "../../words/dates.ts";

/** Characters of a comment that stand in a line of a table. */
const LINE_CHARACTERS = 140;

/** What somebody said in a sentence's end: `7 of 10 sure, on 3 October 2014: “Two more crews start”`. */
export function sureText({ confidence, comment, at }: CheckInReading, timeZone: string): string {
  const words = comment === null ? "" : `: “${comment}”`;
  return `${confidence} of 10 sure, on ${longDateText(localDate(at, timeZone))}${words}`;
}

/** The same for a line among many, with whoever said it. */
export function sureLine(checkIn: CheckInReading, timeZone: string): string {
  const comment = shortened(checkIn.comment);
  return `${checkIn.by} is ${sureText({ ...checkIn, comment }, timeZone)}`;
}

/** How somebody says that a goal will end, for a line among many. */
export function overrideLine(override: OverrideReading, timeZone: string): string {
  return `${override.by} ${overrideText({ ...override, reason: shortened(override.reason) }, timeZone)}`;
}

function shortened(text: string | null): string | null {
  if (text === null || text.length <= LINE_CHARACTERS) return text;
  return `${text.slice(0, LINE_CHARACTERS).trimEnd()}…`;
}

/** That nobody said anything since a goal's first day. */
export function nobodyText(from: string): string {
  return `Nobody has checked in since ${longDateText(from)}, the goal's first day.`;
}

/** That a check-in is due, and since when. */
export function dueText(due: number, timeZone: string): string {
  return `A check-in has been due since ${longDateText(localDate(due, timeZone))}.`;
}

/** How somebody says that a goal will end: `says on 3 October 2014 that it will be reached, until 1 November 2014: “The contract is signed”`. */
export function overrideText({ says, at, until, reason }: OverrideReading, timeZone: string): string {
  const words = reason === null ? "" : `: “${reason}”`;
  return `says on ${longDateText(localDate(at, timeZone))} that it will be ${endText(says)}, until ${longDateText(until)}${words}`;
}

/** That it was taken back, and why: `said on 3 October 2014 that it will be reached; ann withdrew that on 9 October 2014: “The contract fell through”`. */
export function withdrawnText({ says, at }: OverrideReading, withdrawn: Withdrawn, timeZone: string): string {
  const dateOf = (instant: number): string => longDateText(localDate(instant, timeZone));
  const words = withdrawn.reason === null ? "" : `: “${withdrawn.reason}”`;
  return `said on ${dateOf(at)} that it will be ${endText(says)}; ${withdrawn.by} withdrew that on ${dateOf(withdrawn.at)}${words}`;
}

function endText(says: OverrideReading["says"]): string {
  return says === "hit" ? "reached" : "missed";
}
