import { untilProblem } from "../until-problem.ts";
import type { GoalCommandParts } from "./say-of-goal.ts";
import { sayOfGoal } from "./say-of-goal.ts";

export interface Override {
  /** How the goal will end. */
  readonly says: "hit" | "miss";
  /** What the figures do not know, in the person's words. */
  readonly reason: string;
  /** Local date at whose beginning it expires. */
  readonly until: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What was said, once everybody sees it. */
export interface Overridden {
  /** Id of the event; the reason is in the person store under it. */
  readonly id: string;
  readonly goal: string;
  readonly says: "hit" | "miss";
  readonly until: string;
  /** ISO 8601, by the deployment's clock. */
  readonly time: string;
}

const TOO_FAR = {
  because: "by then the figures say it themselves",
  instead: "it can be said again then",
};

/** Says how a goal will end, whatever its figures say; resolves once everybody sees it. */
export async function override(
  goal: string,
  { says, reason, until, ...saying }: Override,
  parts: GoalCommandParts,
): Promise<Overridden> {
  const said = await sayOfGoal<"milepost.override.made.v1">(
    goal,
    {
      saying: { ...saying, text: reason },
      kind: {
        name: "override",
        refusal: "It cannot hold until then",
        problem: ({ today }) => untilProblem(until, today, TOO_FAR),
        event: (of, by) => ({ type: "milepost.override.made.v1", data: { goal: of, by, says, until } }),
      },
    },
    parts,
  );
  const { data, id, time } = said;
  return { id, goal: data.goal, says: data.says, until: data.until, time };
}
