import type { FieldProblem } from "@milepost/contracts";
import { exampleLabel, parsePeriod, windowDates } from "@milepost/contracts";
import type { GoalCommandParts, GoalSight } from "./say-of-goal.ts";
import { sayOfGoal } from "./say-of-goal.ts";

export interface CheckIn {
  /** How sure the person is that the target is reached, a whole number from 0 to 10. */
  readonly confidence: number;
  /** In the person's words; absent: none. */
  readonly comment?: string | undefined;
  /** The goal's period that it speaks of; absent: the goal as it stands. */
  readonly period?: string | undefined;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What was said, once everybody sees it. */
export interface CheckedIn {
  /** Id of the event; the comment is in the person store under it. */
  readonly id: string;
  readonly goal: string;
  readonly confidence: number;
  readonly period: string | null;
  /** ISO 8601, by the deployment's clock. */
  readonly time: string;
}

/** Says how sure a person is of reaching a goal's target; resolves once everybody sees it. */
export async function checkIn(
  goal: string,
  { confidence, comment = "", period, ...saying }: CheckIn,
  parts: GoalCommandParts,
): Promise<CheckedIn> {
  const said = await sayOfGoal<"milepost.checkin.made.v1">(
    goal,
    {
      saying: { ...saying, text: comment },
      kind: {
        name: "check-in",
        refusal: "This check-in is not possible",
        problem: (sight) => disabledProblem(sight) ?? periodProblem(period, sight),
        event: (of, by) => ({
          type: "milepost.checkin.made.v1",
          data: { goal: of, by, confidence, ...(period === undefined ? {} : { period }) },
        }),
      },
    },
    parts,
  );
  const { data, id, time } = said;
  return { id, goal: data.goal, confidence: data.confidence, period: data.period ?? null, time };
}

function disabledProblem({ id, goal }: GoalSight): FieldProblem | undefined {
  if (goal.checkIns !== false) return undefined;
  const message = `check-ins are disabled for goal "${id}"`;
  const fix = `remove checkIns: false from goals.${id} in the plan`;
  return { field: "params.goal", code: "check_ins_disabled", message, fix };
}

/** What is wrong with the period: it is none of the KPI's grain, or lies outside the goal's window. */
function periodProblem(label: string | undefined, { goal, plan }: GoalSight): FieldProblem | undefined {
  const grain = plan.kpis.get(goal.measure.kpi)?.definition.grain;
  if (label === undefined || grain === undefined) return undefined;
  const { from, to } = windowDates(goal.window);
  const place = { field: "body.period", code: "invalid_period" };
  const period = parsePeriod(label, grain);
  if (period === undefined) {
    const message = `"${label}" is no ${grain}, the grain of the goal's KPI`;
    return { ...place, message, fix: `write it as ${exampleLabel(grain)}, or leave it out` };
  }
  if (period.end >= from && period.start <= to) return undefined;
  const message = `${label} lies outside the goal's window ${from} to ${to}`;
  return { ...place, message, fix: "name a period of the window, or leave it out" };
}
