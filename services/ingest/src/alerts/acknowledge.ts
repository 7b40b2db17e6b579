import type { FieldProblem } from "@milepost/contracts";
import type { AlertCommandParts, Said } from "./say-to-alert.ts";
import { sayToAlert } from "./say-to-alert.ts";

export interface Acknowledgement {
  /** What will be done, in the person's words. */
  readonly plan: string;
  /** Local date on which to look again. */
  readonly reviewDate: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What became of an acknowledgement. */
export interface Acknowledged extends Said {
  readonly reviewDate: string;
}

/** Takes an alert on with a plan and a review date; resolves once everybody sees it. */
export async function acknowledge(
  alert: string,
  { plan, reviewDate, ...saying }: Acknowledgement,
  parts: AlertCommandParts,
): Promise<Acknowledged> {
  const said = await sayToAlert(
    alert,
    {
      saying: { ...saying, text: plan },
      kind: {
        name: "acknowledgement",
        verb: "take on",
        refusal: "The review date is over",
        problem: (today) => pastProblem(reviewDate, today),
        event: ({ goal }, actor) => ({
          type: "milepost.alert.acknowledged.v1",
          data: { alert, goal, by: actor, reviewDate },
        }),
      },
    },
    parts,
  );
  return { ...said, reviewDate };
}

function pastProblem(reviewDate: string, today: string): FieldProblem | undefined {
  if (reviewDate >= today) return undefined;
  return {
    field: "body.reviewDate",
    code: "in_the_past",
    message: `${reviewDate} is over: this deployment's clock is at ${today}`,
    fix: `send ${today} or a later date`,
  };
}
