import { currentId } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { GoalCommandParts, GoalSight } from "./say-of-goal.ts";
import { sayOfGoal } from "./say-of-goal.ts";

/** Which override is meant. */
export interface OverrideName {
  readonly goal: string;
  /** Event id. */
  readonly override: string;
}

export interface OverrideWithdrawal {
  /** Why it does not hold any more, in the person's words. */
  readonly reason: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What was taken back, once everybody sees it. */
export interface OverrideWithdrawn extends OverrideName {
  /** Id of the event; the reason is in the person store under it. */
  readonly id: string;
  /** ISO 8601, by the deployment's clock. */
  readonly time: string;
}

/** Takes back what somebody said of how a goal will end; resolves once everybody sees it. */
export async function withdrawOverride(
  { goal, override }: OverrideName,
  { reason, ...saying }: OverrideWithdrawal,
  parts: GoalCommandParts,
): Promise<OverrideWithdrawn> {
  const { data, id, time } = await sayOfGoal<"milepost.override.withdrawn.v1">(
    goal,
    {
      saying: { ...saying, text: reason },
      kind: {
        name: "withdrawal",
        refusal: "It cannot be withdrawn",
        problem: (sight) => {
          refuseUnlessStanding(override, sight, parts);
          return undefined;
        },
        event: (of, by) => ({ type: "milepost.override.withdrawn.v1", data: { goal: of, override, by } }),
      },
    },
    parts,
  );
  return { id, goal: data.goal, override: data.override, time };
}

function refuseUnlessStanding(override: string, sight: GoalSight, { plan }: GoalCommandParts): void {
  const said = plan.said.override(override);
  if (said === undefined || currentId(sight.plan, "goal", said.data.goal) !== sight.id) {
    const message = `Goal "${sight.id}" has no override "${override}"; GET /v1/goals/${sight.id} lists them`;
    throw new MilepostError("not_found", message);
  }
  const before = plan.said.withdrawalOf(override);
  if (before !== undefined) {
    const { data, time } = before;
    throw new MilepostError("conflict", `It was withdrawn by ${data.by} on ${time.slice(0, 10)} already`);
  }
  const { until } = said.data;
  if (sight.today >= until)
    throw new MilepostError("conflict", `It expired on ${until}: there is nothing to withdraw any more`);
}
