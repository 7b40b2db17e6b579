import { localDate } from "@milepost/contracts";
import type { Moment } from "../../reading/readings.ts";

const FOUR_WEEKS_MS: number = 28 * 24 * 3_600_000;

/** The review date that a form suggests: four weeks after the moment, a local date. */
export function suggestedReview({ instant, timeZone }: Moment): string {
  return localDate(instant + FOUR_WEEKS_MS, timeZone);
}
