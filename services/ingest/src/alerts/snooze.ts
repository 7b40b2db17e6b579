import type { FieldProblem } from "@milepost/contracts";
import { addDuration, dateStartsAt, localDate } from "@milepost/contracts";
import type { AlertCommandParts, Said } from "./say-to-alert.ts";
import { sayToAlert } from "./say-to-alert.ts";

/** A quarter: what rests for longer nobody looks at any more. */
const LONGEST_SNOOZE = "P92D";

export interface Snooze {
  /** Local date on which the alert comes up again. */
  readonly until: string;
  /** Why it may rest, in the person's words. */
  readonly reason: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What became of it. */
export interface Snoozed extends Said {
  readonly until: string;
}

/** Puts an alert off until a date, with a reason; resolves once everybody sees it. */
export async function snooze(
  alert: string,
  { until, reason, ...saying }: Snooze,
  parts: AlertCommandParts,
): Promise<Snoozed> {
  const said = await sayToAlert(
    alert,
    {
      saying: { ...saying, text: reason },
      kind: {
        name: "snooze",
        verb: "put off",
        refusal: "An alert cannot rest until then",
        problem: (today) => untilProblem(until, today),
        event: ({ goal }, actor) => ({
          type: "milepost.alert.snoozed.v1",
          data: { alert, goal, by: actor, until },
        }),
      },
    },
    parts,
  );
  return { ...said, until };
}

function untilProblem(until: string, today: string): FieldProblem | undefined {
  const first = dateAfter(today, "P1D");
  const last = dateAfter(today, LONGEST_SNOOZE);
  if (until < first) {
    const message = `${until} is no day to come: this deployment's clock is at ${today}`;
    return { field: "body.until", code: "in_the_past", message, fix: `send ${first} or a later date` };
  }
  if (until <= last) return undefined;
  const message = `${until} is more than a quarter away: nobody would look at the alert any more`;
  const fix = `send ${last} or an earlier date; it can be put off again then`;
  return { field: "body.until", code: "too_far_ahead", message, fix };
}

function dateAfter(date: string, duration: string): string {
  return localDate(addDuration(dateStartsAt(date, "UTC"), duration, "UTC"), "UTC");
}
