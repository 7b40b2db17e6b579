import type { FieldProblem } from "@milepost/contracts";
import { addDuration, dateStartsAt, localDate } from "@milepost/contracts";

/** A quarter: what holds for longer nobody looks at any more. */
const LONGEST = "P92D";

/** What is said of a date that lies too far ahead. */
export interface TooFar {
  /** Goes on with "… is more than a quarter away: ". */
  readonly because: string;
  /** Goes on with "send … or an earlier date; ". */
  readonly instead: string;
}

/** What is wrong with a local date until which something shall hold, sent as `until`: it is no day to come, or more than a quarter away. */
export function untilProblem(until: string, today: string, tooFar: TooFar): FieldProblem | undefined {
  const first = dateAfter(today, "P1D");
  const last = dateAfter(today, LONGEST);
  if (until < first) {
    const message = `${until} is no day to come: this deployment's clock is at ${today}`;
    return { field: "body.until", code: "in_the_past", message, fix: `send ${first} or a later date` };
  }
  if (until <= last) return undefined;
  const message = `${until} is more than a quarter away: ${tooFar.because}`;
  const fix = `send ${last} or an earlier date; ${tooFar.instead}`;
  return { field: "body.until", code: "too_far_ahead", message, fix };
}

function dateAfter(date: string, duration: string): string {
  return localDate(addDuration(dateStartsAt(date, "UTC"), duration, "UTC"), "UTC");
}
