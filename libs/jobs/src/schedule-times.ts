import { MilepostError } from "@milepost/runtime";
import { CronExpressionParser } from "cron-parser";
import type { When } from "./index.ts";

/** The first time after an instant that a cron pattern names in a time zone; all in epoch milliseconds. */
export function nextCronTime(cron: string, timeZone: string, after: number): number {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(after) })
      .next()
      .getTime();
  } catch (cause) {
    const message = `"${cron}" in ${timeZone} names no time: ${(cause as Error).message}`;
    throw new MilepostError("invalid_input", message, { cause });
  }
}

/** Whether two schedules name the same times. */
export function sameTimes(left: When, right: When): boolean {
  if ("everyMs" in left) return "everyMs" in right && left.everyMs === right.everyMs;
  return "cron" in right && left.cron === right.cron && left.timeZone === right.timeZone;
}
