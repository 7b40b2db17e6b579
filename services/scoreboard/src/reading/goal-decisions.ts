import type { Topic } from "@milepost/contracts";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import type { NewestAssessmentRow } from "@milepost/store/queries/newest-assessments";
import { newestAssessments } from "@milepost/store/queries/newest-assessments";
import { assessmentOf } from "./assessments.ts";
import type { BoardParts } from "./board.ts";
import { monthEnds } from "./moments.ts";
import type { Assessment, Closing, Moment } from "./readings.ts";
import type { RememberedReads } from "./remembered-reads.ts";

/** What decides assessments, alerts and closings, and which of them everybody may see. */
export const DECIDED: readonly Topic[] = ["assessments", "strategy"];

/** What was said of a goal with the moment's month and with the one before; null: nothing. */
export interface GoalAssessments {
  readonly now: Assessment | null;
  readonly before: Assessment | null;
}

/**
 * What was said of some goals at a moment, by goal; of private ones nothing. Which these are the plan says: a remembered answer
 * is outdated by assessments alone.
 */
export async function readAssessments(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  goals: readonly string[],
): Promise<ReadonlyMap<string, GoalAssessments>> {
  const { before, twoBefore } = monthEnds(moment);
  // Nothing is assessed ahead of the clock: the newest moment needs no end, and so its answers live longer.
  const to = moment.latest ? {} : { to: moment.instant };
  return reads.byKey<NewestAssessmentRow, GoalAssessments>(
    {
      name: `assessments ${before} ${to.to}`,
      topic: "assessments",
      scope: { kinds: ["assessment"] },
      ask: (some) => newestAssessments({ goals: some, after: twoBefore, split: before, ...to }),
      keyOf: ({ goal }) => goal,
      valueOf: (rows) => {
        const said = (isNow: boolean): Assessment | null => {
          const row = rows.find(({ as_of: asOf }) => Date.parse(asOf) > before === isNow);
          return row === undefined ? null : assessmentOf(row);
        };
        return { now: said(true), before: said(false) };
      },
    },
    goals.filter((goal) => !plan.isPrivate(goal)),
  );
}

/** How a goal ended, in the window that it has now or in an earlier one. */
export interface KnownClosing extends Closing {
  /** Epoch milliseconds: since when that could be known. */
  readonly asOf: number;
}

/** The last end of goals as far as a moment knows it, by goal. */
export async function readClosings(
  reads: RememberedReads,
  moment: Moment,
): Promise<ReadonlyMap<string, KnownClosing>> {
  // Nothing is closed ahead of the clock either.
  const at = moment.latest ? {} : { at: moment.instant };
  const rows = await reads.query(goalClosings(at), DECIDED, { decisions: ["closing"] });
  return new Map(rows.map((row) => [row.goal, closingOf(row)]));
}

function closingOf({ outcome, actual, target, as_of: asOf }: GoalClosingRow): KnownClosing {
  return { outcome, actual, target, asOf: Date.parse(asOf) };
}
