import type { Topic } from "@milepost/contracts";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import type { NewestAssessmentRow } from "@milepost/store/queries/newest-assessments";
import { newestAssessments } from "@milepost/store/queries/newest-assessments";
import { grainOf } from "../accuracy/horizons.ts";
import { isLong } from "../words/dates.ts";
import { assessmentOf } from "./assessments.ts";
import type { BoardParts } from "./board.ts";
import { monthEnd } from "./moments.ts";
import { isPeriodBefore } from "./period-before.ts";
import type { Assessment, Closing, Moment } from "./readings.ts";
import type { RememberedReads } from "./remembered-reads.ts";

/** What decides assessments, alerts and closings, and which of them everybody may see. */
export const DECIDED: readonly Topic[] = ["assessments", "strategy"];

/** What was said of a goal up to a moment; null: nothing. */
export interface GoalAssessments {
  readonly newest: Assessment | null;
  /** When that could be known, in epoch milliseconds. */
  readonly newestAt: number;
  /** What it is held against: told with the period before, where periods are shorter than months a month before. */
  readonly before: Assessment | null;
}

/** Months before the moment's in which what is newest of a monthly goal may have been told. */
const MONTHS_LOOKED_AT = 4;
const TWO_MONTHS_MS: number = 63 * 24 * 3_600_000;

/**
 * What was said of some goals up to a moment, by goal; of private ones nothing. Which these are the plan says: a remembered answer
 * is outdated by assessments alone.
 */
export async function readAssessments(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  goals: readonly string[],
): Promise<ReadonlyMap<string, GoalAssessments>> {
  const after = monthEnd(moment, -MONTHS_LOOKED_AT);
  // Nothing is assessed ahead of the clock: the newest moment needs no end, and so its answers live longer.
  const to = moment.latest ? {} : { to: moment.instant };
  return reads.byKey<NewestAssessmentRow, GoalAssessments>(
    {
      name: `assessments ${after} ${to.to}`,
      topic: "assessments",
      scope: { kinds: ["assessment"] },
      ask: (some) => newestAssessments({ goals: some, after, ...to }),
      keyOf: ({ goal }) => goal,
      valueOf: ([newest, before]) => ({
        newest: newest === undefined ? null : assessmentOf(newest),
        newestAt: newest === undefined ? 0 : Date.parse(newest.as_of),
        before:
          newest !== undefined && before !== undefined && isHeld(newest, before)
            ? assessmentOf(before)
            : null,
      }),
    },
    goals.filter((goal) => !plan.isPrivate(goal)),
  );
}

/** Whether an assessment is the one of the period before, or about a month older where periods are shorter. */
function isHeld(newest: NewestAssessmentRow, before: NewestAssessmentRow): boolean {
  const grain = grainOf(newest.period);
  if (grain === "day" || grain === "week")
    return Date.parse(newest.as_of) - Date.parse(before.as_of) < TWO_MONTHS_MS;
  return isPeriodBefore(before.period, newest.period);
}

/** What is said of a goal lately, with whichever period; null: nothing is, as of a goal that is over. */
export function saidLately(said: GoalAssessments | undefined, moment: Moment): Assessment | null {
  const { newest = null, newestAt = 0 } = said ?? {};
  if (newest === null) return null;
  return newestAt > monthEnd(moment, -1) || isLong(grainOf(newest.period)) ? newest : null;
}

/** Of what was said up to a moment what is about a goal's last period that is over, and what that is held against. */
export function saidWith(
  said: GoalAssessments | undefined,
  period: string | null,
): { readonly now: Assessment | null; readonly before: Assessment | null } {
  const { newest = null, before = null } = said ?? {};
  if (newest === null || period === null) return { now: null, before: null };
  if (newest.period === period) return { now: newest, before };
  // Nothing is told with the period yet, or it is the due one: then the last chances were told with the one before.
  return { now: null, before: isPeriodBefore(newest.period, period) ? newest : null };
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
