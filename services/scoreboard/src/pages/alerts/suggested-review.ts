import { localDate } from "@milepost/contracts";
import type { Moment } from "../../reading/readings.ts";

const WEEK_MS: number = 7 * 24 * 3_600_000;
const FOUR_WEEKS_MS: number = 4 * WEEK_MS;

/** The review date that a form suggests: four weeks after the moment, a local date. */
export function suggestedReview({ instant, timeZone }: Moment): string {
  return localDate(instant + FOUR_WEEKS_MS, timeZone);
}

/** The date that a form suggests for an alert that is put off: a week after the moment. */
export function suggestedEnd({ instant, timeZone }: Moment): string {
  return localDate(instant + WEEK_MS, timeZone);
}
