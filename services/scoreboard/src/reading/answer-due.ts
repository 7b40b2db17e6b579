import { addDuration, localDate } from "@milepost/contracts";
import { alertingOf, currentId, escalationChain, timeZoneOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { alertSteps } from "@milepost/store/queries/alert-steps";
import type { AlertStepRow } from "@milepost/store/queries/alert-steps";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";
import { ownerOf } from "./kpi-facts.ts";
import type { AlertReading, Owner } from "./readings.ts";

/** By when an alert that waits must be answered, by the plan as it stands. */
export interface AnswerDue {
  /** Local date on which it goes on; null: the plan sets no deadline. */
  readonly date: string | null;
  /** Who has it next; null: nobody whom it was not with already. */
  readonly next: Owner | null;
}

/** Steps that bring an alert to somebody, and those after which it waits again. */
const WAITS_SINCE: readonly string[] = ["raised", "escalated", "reassigned", "woken", "reopened"];
const BROUGHT: readonly string[] = ["raised", "escalated", "reassigned"];

/** Reads by when an alert must be answered now. */
export async function readAnswerDue(
  { reads, plan }: BoardParts,
  { alert, goal }: Pick<AlertReading, "alert" | "goal">,
): Promise<AnswerDue | null> {
  const rows = await reads.query(alertSteps({ alert }), DECIDED, { decisions: ["alert"] });
  return answerDue(rows, plan.now(), goal);
}

/** The same from what happened to it; null: its goal is not in the plan. */
export function answerDue(rows: readonly AlertStepRow[], plan: PlanState, id: string): AnswerDue | null {
  const goal = plan.goals.get(currentId(plan, "goal", id))?.definition;
  const kpi = plan.kpis.get(goal?.measure.kpi ?? "")?.definition;
  if (goal === undefined || kpi === undefined) return null;
  const timeZone = timeZoneOf(plan, kpi);
  const held = rows
    .filter(({ step }) => BROUGHT.includes(step))
    .map(({ owner, held_by: holder }) => holder ?? owner);
  const since = rows
    .filter(({ step }) => WAITS_SINCE.includes(step))
    .map(({ time, waits_from: from }) => Date.parse(from ?? time));
  const next = escalationChain(goal, plan).find((person) => !held.includes(person));
  const { acknowledgeWithin } = alertingOf(plan.alerting, goal);
  const isDue = acknowledgeWithin !== undefined && since.length > 0;
  const at = isDue ? addDuration(Math.max(...since), acknowledgeWithin, timeZone) : null;
  return {
    date: at === null ? null : localDate(at, timeZone),
    next: next === undefined ? null : ownerOf(plan, next),
  };
}
