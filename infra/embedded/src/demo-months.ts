import { localDate, periodContaining, periodEndsAt, shiftPeriod } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";

/** The demo's rows are New York's. */
export const DEMO_TIME_ZONE = "America/New_York";
/** The demo opens when September 2014 is over. */
export const DEMO_STARTS_AT: number = monthEnd("2014-09-01");
/** The demo's rows end with December 2014. */
export const DEMO_ENDS_AT: number = monthEnd("2014-12-01");

/** The instant at which the next month of the demo is over. */
export function nextMonthEnd(now: number): number {
  if (now >= DEMO_ENDS_AT) {
    throw new MilepostError(
      "conflict",
      "The demo's data ends with December 2014: every goal has its outcome. Delete the demo's data folder to start again.",
    );
  }
  const current = periodContaining(localDate(now, DEMO_TIME_ZONE), "month");
  return periodEndsAt(current, DEMO_TIME_ZONE);
}

/** `September 2014` for the instant at which September 2014 was over. */
export function monthName(endedAt: number): string {
  const over = shiftPeriod(periodContaining(localDate(endedAt, DEMO_TIME_ZONE), "month"), -1);
  const format = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(Date.parse(over.start));
}

function monthEnd(date: string): number {
  return periodEndsAt(periodContaining(date, "month"), DEMO_TIME_ZONE);
}
