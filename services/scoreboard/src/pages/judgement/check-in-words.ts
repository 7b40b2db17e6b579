import { localDate } from "@milepost/contracts";
import type { CheckInReading } from "../../reading/check-ins.ts";
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
  const { comment } = checkIn;
  const isLong = comment !== null && comment.length > LINE_CHARACTERS;
  const short = isLong ? { ...checkIn, comment: `${comment.slice(0, LINE_CHARACTERS).trimEnd()}…` } : checkIn;
  return `${checkIn.by} is ${sureText(short, timeZone)}`;
}

/** That nobody said anything since a goal's first day. */
export function nobodyText(from: string): string {
  return `Nobody has checked in since ${longDateText(from)}, the goal's first day.`;
}

/** That a check-in is due, and since when. */
export function dueText(due: number, timeZone: string): string {
  return `A check-in has been due since ${longDateText(localDate(due, timeZone))}.`;
}
