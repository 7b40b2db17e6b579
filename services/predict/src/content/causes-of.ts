import type { AlertCause, LeadTestedData } from "@milepost/contracts";
import { recentBreaks } from "@milepost/scoring";
import { chanceText, figureText, periodText } from "../alerts/alert-words.ts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import type { KnownAssessment, KnownClosing } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { leadCause } from "./lead-cause.ts";
import { segmentCause } from "./segment-cause.ts";
import type { Reading } from "../series-reading.ts";

/** Causes that an alert names, at most. */
const MOST_CAUSES = 4;

/** A goal right below the alert's, as it stands. */
export interface GoalBelow {
  readonly goal: string;
  readonly title: string;
  /** Its newest assessment, as alerts look at it; undefined: it has none, or is not open. */
  readonly assessment: KnownAssessment | undefined;
  /** How it ended; undefined: it is open. */
  readonly closing: KnownClosing | undefined;
  /** Its part of the risk of all goals below; null: unknown. */
  readonly share: number | null;
}

/** A link whose lead the values show to be ahead of what the goal measures. */
export interface SupportedLead {
  readonly name: string;
  readonly baseId: string;
  readonly decimals: number;
  readonly unit: string;
  readonly currency?: string | undefined;
  /** Event id of the test. */
  readonly event: string;
  readonly test: LeadTestedData;
}

/** What causes are looked for in. */
export interface CauseSight {
  readonly measured: MeasuredGoal;
  /** The newest assessment of the goal. */
  readonly assessment: KnownAssessment;
  readonly raiseBelow: number;
  readonly reading: Reading;
  readonly below: readonly GoalBelow[];
  /** Alerts of the same goal that were raised before. */
  readonly earlier: readonly KnownAlert[];
  readonly leads: readonly SupportedLead[];
}

/** What may have brought a goal's chance down, as far as the log proves it; empty: nothing that is known explains it. */
export function causesOf(sight: CauseSight): readonly AlertCause[] {
  return [
    ...sight.below.flatMap((below) => goalBelowCause(below, sight)),
    ...missedPlans(sight),
    ...segmentCause(sight),
    ...sight.leads.flatMap((lead) => leadCause(lead, sight)),
    ...shiftCause(sight),
  ].slice(0, MOST_CAUSES);
}

function goalBelowCause(
  { goal, title, assessment, closing, share }: GoalBelow,
  { raiseBelow }: CauseSight,
): readonly AlertCause[] {
  if (closing?.outcome === "miss") {
    const text = `“${title}”, a goal below it, ended and was missed.`;
    return [{ kind: "missed_goal", of: goal, share: null, evidence: closing.id, text }];
  }
  if (assessment === undefined || assessment.pHit === null || assessment.pHit >= raiseBelow) return [];
  const part = share === null ? "" : `, ${chanceText(share)} of the risk of the goals below`;
  const text = `“${title}”, a goal below it, stands at ${chanceText(assessment.pHit)} itself${part}.`;
  return [{ kind: "goal", of: goal, share, evidence: assessment.id, text }];
}

/** Plans that were made for an earlier alert and whose review date found no improvement. */
function missedPlans({ earlier }: CauseSight): readonly AlertCause[] {
  return earlier.flatMap(({ alert, word, ranOut }) => {
    if (word?.kind !== "acknowledged" || ranOut[word.id] === undefined) return [];
    const text = `The plan made for the alert before it had not helped by its review date, ${periodText(word.until)}.`;
    return [{ kind: "missed_plan", of: alert, share: null, evidence: word.id, text }];
  });
}

/** The newest level shift of the last two years that goes the wrong way. */
function shiftCause({ assessment, measured }: CauseSight): readonly AlertCause[] {
  const { base, kpi } = measured;
  const wrong = kpi.direction === "increase" ? -1 : kpi.direction === "decrease" ? 1 : 0;
  const shift = recentBreaks(assessment.breaks ?? [], assessment.period).findLast(
    ({ kind, size }) => kind === "level_shift" && Math.sign(size) === wrong,
  );
  if (shift === undefined) return [];
  const side = wrong < 0 ? "lower" : "higher";
  const size = shift.ratio === null ? figureText(Math.abs(shift.size), base) : shareText(shift.ratio);
  const text = `${base.name} has been on a ${side} level since ${periodText(shift.period)}, by ${size}.`;
  return [{ kind: "shift", of: measured.baseId, share: null, evidence: shift.period, text }];
}

function shareText(ratio: number): string {
  return `${Math.round(Math.abs(100 * ratio))} %`;
}
