import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { assessmentRow, assessments } from "@milepost/store/queries/assessments";
import { localDate } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import type { Defined, PlanState } from "@milepost/plan";
import { allIds, timeZoneOf } from "@milepost/plan";
import { checkInRow, checkIns } from "@milepost/store/queries/check-ins";
import type { CheckInRow } from "@milepost/store/queries/check-ins";
import { goalClosingRow, goalClosings } from "@milepost/store/queries/goal-closings";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import { goalProgress, goalProgressRow } from "@milepost/store/queries/goal-progress";
import type { GoalProgressRow } from "@milepost/store/queries/goal-progress";
import { overrideRow, overrides } from "@milepost/store/queries/overrides";
import type { OverrideRow } from "@milepost/store/queries/overrides";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { checkInDueAt } from "../reading/check-ins.ts";
import { saidOf } from "../reading/goal-names.ts";
import { isOwnClosing } from "../reading/own-closing.ts";
import { goalItem, goalItemOf } from "./goal-item.ts";
import { requireGoal } from "./known-ids.ts";
import { noQuery } from "./no-query.ts";

/** Check-ins of a goal that its answer holds; the table `check_ins` has all. */
const CHECK_INS_SHOWN = 100;

const answer = goalItem
  .extend({
    progress: z.array(
      goalProgressRow.extend({
        /** False: the period has not ended; its figures are those so far. */
        is_over: z.boolean(),
      }),
    ),
    /** The newest assessment; null: none was made yet. */
    assessment: assessmentRow.nullable(),
    /** What became of it; null: it is not due yet in the window that it has now. */
    closing: goalClosingRow.nullable(),
    /** How people said that it will end, the newest first, which holds until its date begins or it is withdrawn. */
    overrides: z.array(
      overrideRow.extend({ reason: z.string().nullable(), withdrawal_reason: z.string().nullable() }),
    ),
    /** When the next check-in is due, by the cadence; null: the plan does not say, or the window is over. */
    check_in_due: z.iso.datetime().nullable(),
    /** What people said of it, the newest first, which holds; a comment is null where there is none, or it was erased. */
    check_ins: z.array(checkInRow.extend({ comment: z.string().nullable() })),
  })
  .meta({ id: "GoalWithProgress" });

const schema = {
  summary:
    "A goal with its progress by period, its newest assessment, its outcome, and what people say of it",
  params: z.object({ goal: z.string() }),
  querystring: noQuery(
    "This answer is of now: what was told of a goal as of a moment is at /v1/assessments?goal=…&asOf=…, how it was defined in the table goals_history",
  ),
  response: { 200: answer },
};

/** `GET /goals/{goal}` */
export function getGoal(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/goals/:goal", { schema }, async (request) => {
    const goal = await requireGoal(request.params.goal, parts);
    // What was said of it before it was renamed stands under the ids that it had then.
    const goals = allIds(parts.plan.now(), "goal", goal.id);
    const [progress, made, closings, sayings, overridings] = await Promise.all([
      parts.store.query(goalProgress({ goals: [goal.id] })),
      parts.store.query(assessments({ goals })),
      parts.store.query(goalClosings({ goals })),
      parts.store.query(checkIns({ goals, ofGoal: CHECK_INS_SHOWN })),
      parts.store.query(overrides({ goals, ofGoal: CHECK_INS_SHOWN })),
    ]);
    const said = newest(sayings, goal, parts);
    const overridden = newest(overridings, goal, parts);
    return {
      ...goalItemOf(goal),
      progress: progressToday(goal, progress, parts),
      assessment: latest(made) ?? null,
      closing: latest(closings.filter((one) => isEnd(goal, one, parts))) ?? null,
      overrides: overridden.map((one) => ({
        ...one,
        reason: parts.plan.note(one.id) ?? null,
        withdrawal_reason: one.withdrawal === null ? null : (parts.plan.note(one.withdrawal) ?? null),
      })),
      check_in_due: dueText(goal, said, parts),
      check_ins: said.map((one) => ({ ...one, comment: parts.plan.note(one.id) ?? null })),
    };
  });
}

/** The newest of what people said of it under all of its ids. */
function newest<Row extends CheckInRow | OverrideRow>(
  rows: readonly Row[],
  { id }: Defined<Goal>,
  { plan }: BoardParts,
): readonly Row[] {
  return saidOf(rows, [id], plan.now()).get(id)?.slice(0, CHECK_INS_SHOWN) ?? [];
}

/** The one of the latest moment, of these the last one. */
function latest<Row extends { readonly as_of: string; readonly log_offset: number }>(
  rows: readonly Row[],
): Row | undefined {
  const order = (left: Row, right: Row): number =>
    Date.parse(left.as_of) - Date.parse(right.as_of) || left.log_offset - right.log_offset;
  return rows.toSorted(order).at(-1);
}

/** What ended an earlier window is not its end. */
function isEnd(
  { definition }: Defined<Goal>,
  { as_of: asOf }: GoalClosingRow,
  { plan }: BoardParts,
): boolean {
  return isOwnClosing(plan.now(), definition, Date.parse(asOf));
}

/** The rows with what depends on now: whether their period has ended. */
function progressToday(
  { definition }: Defined<Goal>,
  rows: readonly GoalProgressRow[],
  { plan, clock }: BoardParts,
): (GoalProgressRow & { readonly is_over: boolean })[] {
  const today = localDate(clock.now(), timeZoneOfGoal(definition, plan.now()));
  return rows.map((row) => ({ ...row, is_over: row.period_end < today }));
}

function timeZoneOfGoal({ measure }: Goal, plan: PlanState): string {
  const kpi = plan.kpis.get(measure.kpi)?.definition;
  return kpi === undefined ? "UTC" : timeZoneOf(plan, kpi);
}

function dueText(
  { id, definition: goal }: Defined<Goal>,
  [last]: readonly CheckInRow[],
  { plan, clock }: BoardParts,
): string | null {
  const newest = last === undefined ? undefined : { at: Date.parse(last.time) };
  const due = checkInDueAt(plan.now(), { id, goal, newest, now: clock.now() });
  return due === null ? null : new Date(due).toISOString();
}
