import { untilProblem } from "../until-problem.ts";
import type { AlertCommandParts, Said } from "./say-to-alert.ts";
import { sayToAlert } from "./say-to-alert.ts";

const TOO_FAR = {
  because: "nobody would look at the alert any more",
  instead: "it can be put off again then",
};

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
        problem: (today) => untilProblem(until, today, TOO_FAR),
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
