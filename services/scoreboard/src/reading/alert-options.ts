import type { Goal } from "@milepost/contracts";
import { localDate, parsePeriod, seriesKey, windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { currentId, timeZoneOf } from "@milepost/plan";
import type { AlertOptionRow } from "@milepost/store/queries/alert-options";
import { alertOptions } from "@milepost/store/queries/alert-options";
import { assessments } from "@milepost/store/queries/assessments";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";

/** Something that can be done about an alert, with what became of it. */
export interface AlertOption extends AlertOptionRow {
  /** Why it was declined; null: it was not, or the words were erased. */
  readonly decline_reason: string | null;
  /** Whether the plan, or what publishes the target, says it now, of a lead whether a goal holds it; null: it is nothing that either says. */
  readonly in_plan: boolean | null;
  /** Whether the last day to begin with it has gone by since it was weighed. */
  readonly is_past: boolean;
}

/** The options of an alert: those of its newest weighing, and of earlier ones what was decided on. */
export async function readAlertOptions(parts: BoardParts, alert: string): Promise<readonly AlertOption[]> {
  const { reads, plan, clock } = parts;
  const known = await reads.query(alertOptions({ alert }), DECIDED, { decisions: ["options"] });
  const rows = withoutPrivate(known, plan);
  const target = await publishedTarget(parts, rows);
  return rows.map((row) => ({
    ...row,
    decline_reason:
      row.decision === "declined" && row.decision_event !== null
        ? (plan.note(row.decision_event) ?? null)
        : null,
    in_plan: isPlannedValue(row) ? target === row.value : isInPlan(row, plan.now()),
    is_past: isPast(row, plan.now(), clock.now()),
  }));
}

/** Without goals below that the plan has made private since the answer was remembered, or their part of the risk. */
function withoutPrivate(
  rows: readonly AlertOptionRow[],
  plan: Pick<BoardParts["plan"], "isPrivate">,
): readonly AlertOptionRow[] {
  const isHidden = ({ child }: AlertOptionRow): boolean => child !== null && plan.isPrivate(child);
  const touched = new Set(rows.filter(isHidden).map((row) => row.event_id));
  return rows
    .filter((row) => !isHidden(row))
    .map((row) => (touched.has(row.event_id) ? { ...row, share: null } : row));
}

/** Whether a lead would have had to move in a period that has begun, or the pace to be held from one that is over. */
function isPast(row: AlertOptionRow, plan: PlanState, now: number): boolean {
  const kpi = plan.kpis.get(currentId(plan, "kpi", row.lead ?? row.kpi))?.definition;
  if (kpi === undefined) return false;
  const today = localDate(now, timeZoneOf(plan, kpi));
  if (row.from_date !== null) return row.from_date < today;
  const until = row.until_period === null ? null : parsePeriod(row.until_period, kpi.grain);
  return until !== null && until !== undefined && until.end < today;
}

/** Whether a target is changed where another series publishes it, and not in the plan file. */
function isPlannedValue({ kind, line }: AlertOptionRow): boolean {
  return kind === "target" && line !== null && line.startsWith("planned value ");
}

/** The target that the goal was assessed against last, where that is what tells whether a decision was followed. */
async function publishedTarget(
  { reads }: BoardParts,
  rows: readonly AlertOptionRow[],
): Promise<number | null> {
  const goal = rows.find(isPlannedValue)?.goal;
  if (goal === undefined) return null;
  const made = await reads.query(assessments({ goals: [goal] }), DECIDED, {
    decisions: ["assessment"],
  });
  return made.at(-1)?.target ?? null;
}

/** Whether the plan says what an option asks for; null: it is nothing that a plan says. */
function isInPlan(row: AlertOptionRow, plan: PlanState): boolean | null {
  const { goal, kind, due_on: dueOn, value } = row;
  if (kind === "lead") return isHeldByGoal(row, plan);
  const definition = plan.goals.get(currentId(plan, "goal", goal))?.definition;
  if (definition === undefined) return null;
  if (kind === "date" && dueOn !== null) return windowDates(definition.window).to === dueOn;
  if (kind !== "target" || value === null) return null;
  return targetIn(definition) === value;
}

/** Whether a goal that everybody may see measures the lead as a whole, itself or to date, on the day from which it is to move. */
function isHeldByGoal({ lead: told, from_date: from }: AlertOptionRow, plan: PlanState): boolean | null {
  if (told === null || from === null) return null;
  const lead = currentId(plan, "kpi", told);
  return [...plan.goals.values()].some(({ definition: goal }) => {
    const { kpi, series } = goal.measure;
    const isLead = kpi === lead || plan.kpis.get(kpi)?.definition.runningOf === lead;
    const { from: first, to: last } = windowDates(goal.window);
    return isLead && !goal.private && seriesKey(series) === "" && first <= from && from <= last;
  });
}

/** The target that a plan itself names for the due period; null: another series does. */
function targetIn({ measure }: Goal): number | null {
  const { evaluation, successRatio = 1, to, trajectory } = measure;
  if (evaluation === "control") return successRatio;
  if (typeof trajectory === "object" && "planned" in trajectory) return null;
  if (to !== undefined || typeof trajectory === "string") return to ?? null;
  const last = Object.keys(trajectory.phased).toSorted().at(-1) ?? "";
  return trajectory.phased[last] ?? null;
}
