import type { GoalClosedData } from "@milepost/contracts";
import { addDuration } from "@milepost/contracts";
import {
  actualAt,
  goalRange,
  isInRange,
  isWrittenAs,
  keptPeriods,
  roundGoalFigure,
  targetAt,
} from "@milepost/scoring";
import type { FigureRange } from "@milepost/scoring";
import type { KnownClosing } from "./ledger.ts";
import { laterOf } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import type { KnownSeries, Reading } from "./series-reading.ts";

/** How long what is missing for the score is awaited where the KPI does not say when its values are final. */
const AWAITED_FOR = "P90D";

/** How a goal ended, and since when that could be known. */
export interface GoalEnd extends Pick<GoalClosedData, "outcome" | "actual" | "target"> {
  /** Epoch milliseconds. */
  readonly asOf: number;
}

/**
 * How a goal ended, when its due period is over, its actual and its target are known, and no missing value could change it;
 * unscored when one of them has not come until the KPI's values are final (`finalAfter`, else 90 days after they could be known).
 * Null: not over yet, or one of them is still awaited.
 */
export function goalEnd(measured: MeasuredGoal, reading: Reading, now: number): GoalEnd | null {
  const due = measured.periods.at(-1);
  const dueKnown = measured.knowableAt.at(-1);
  if (due === undefined || dueKnown === undefined || dueKnown > now) return null;
  const { goal, kpi, kpiId, series, timeZone } = measured;
  const values = reading.seriesOf(kpiId, series);
  const reached = actualAt({ goal, kpi, values }, due);
  const target = ownDueTarget(measured, values);
  const rule = { measure: goal.measure, direction: kpi.direction };
  const range = target === null ? null : goalRange(rule, target);
  const actual = isUndecided(measured, values, { reached, range }) ? null : reached;
  if (range === null || actual === null) {
    const givenUpAt = addDuration(dueKnown, kpi.finalAfter ?? AWAITED_FOR, timeZone);
    if (now < givenUpAt) return null;
    const known = {
      actual: roundGoalFigure(actual, goal.measure),
      target: range === null ? null : roundGoalFigure(target, goal.measure),
    };
    return { outcome: "unscored", ...known, asOf: givenUpAt };
  }
  return scoredEnd(measured, values, { reached: actual, target, range });
}

interface Scored {
  readonly reached: number;
  readonly target: number | null;
  readonly range: FigureRange;
}

function scoredEnd(measured: MeasuredGoal, values: KnownSeries, { reached, target, range }: Scored): GoalEnd {
  const { measure } = measured.goal;
  return {
    outcome: isInRange(reached, range) ? "hit" : "miss",
    actual: roundGoalFigure(reached, measure),
    target: roundGoalFigure(target, measure),
    asOf: Math.max(measured.knowableAt.at(-1) ?? 0, knownSince(measured, values)),
  };
}

/** What a closing of a goal has to say beyond those that its window has; null: nothing. */
export function newEnd(
  measured: MeasuredGoal,
  reading: Reading,
  { now, closings }: { readonly now: number; readonly closings: readonly KnownClosing[] },
): GoalEnd | null {
  const judged = goalEnd(measured, reading, now);
  const end = judged?.outcome === "unscored" ? (standingEnd(measured, reading, closings) ?? judged) : judged;
  return end !== null && isNews(end, closings) ? afterClosings(end, closings) : null;
}

/**
 * The end of a window that was scored before, by the figures known now: a period that was missing then as it is now takes no
 * outcome back. Null: it was not scored, a value was withdrawn since, or the target or the outcome by these figures is another.
 */
function standingEnd(
  measured: MeasuredGoal,
  reading: Reading,
  closings: readonly KnownClosing[],
): GoalEnd | null {
  const { goal, kpi, kpiId, series, periods } = measured;
  const due = periods.at(-1);
  if (due === undefined || closings.length === 0) return null;
  const last = closings.reduce(laterOf);
  const values = reading.seriesOf(kpiId, series);
  const reached = actualAt({ goal, kpi, values }, due);
  const target = ownDueTarget(measured, values);
  if (reached === null || target === null || isWithdrawnSince(measured, values, last.asOf)) return null;
  const range = goalRange({ measure: goal.measure, direction: kpi.direction }, target);
  if (range === null) return null;
  const end = scoredEnd(measured, values, { reached, target, range });
  return end.outcome === last.outcome && isWrittenAs(last.target, end.target) ? end : null;
}

function isWithdrawnSince(measured: MeasuredGoal, values: KnownSeries, asOf: number): boolean {
  const isPlanned = hasPlannedTarget(measured);
  return measured.periods.some(({ label }) => {
    const { actual = null, planned = null, actualKnownAt, plannedKnownAt } = values.get(label) ?? {};
    if (actual === null && (actualKnownAt ?? asOf) > asOf) return true;
    return isPlanned && planned === null && (plannedKnownAt ?? asOf) > asOf;
  });
}

/** An end after earlier closings: a later word never counts as known before the one that it corrects. */
export function afterClosings(end: GoalEnd, closings: readonly KnownClosing[]): GoalEnd {
  return { ...end, asOf: Math.max(end.asOf, ...closings.map(({ asOf }) => asOf)) };
}

/** Whether an end says something else than the closing that counts now. */
export function isNews(end: GoalEnd, closings: readonly KnownClosing[]): boolean {
  if (closings.length === 0) return true;
  const last = closings.reduce(laterOf);
  return last.outcome !== end.outcome || last.actual !== end.actual || last.target !== end.target;
}

interface Judged {
  readonly reached: number | null;
  readonly range: FigureRange | null;
}

/**
 * Whether a period of which something is missing could still turn over what the known ones say: a share of periods, and the
 * best value, are figures of those alone. Whatever else is judged has no figure then.
 */
function isUndecided(
  { goal, kpi, periods }: MeasuredGoal,
  values: KnownSeries,
  { reached, range }: Judged,
): boolean {
  const due = periods.at(-1);
  const { evaluation } = goal.measure;
  if (due === undefined || reached === null) return false;
  if (evaluation === "control") {
    const { kept, known, total } = keptPeriods({ goal, kpi, values }, due);
    if (known === total) return false;
    const worst = kept / total;
    const best = (kept + total - known) / total;
    return range === null || isInRange(worst, range) !== isInRange(best, range);
  }
  if (evaluation !== "first-hit" || (range !== null && isInRange(reached, range))) return false;
  return periods.some(({ label }) => (values.get(label)?.actual ?? null) === null);
}

/** A planned series decides only by the due period's own value: an earlier one was a stand-in. */
function ownDueTarget(measured: MeasuredGoal, values: KnownSeries): number | null {
  const { goal, kpi, periods } = measured;
  const due = periods.at(-1);
  if (due === undefined) return null;
  if (hasPlannedTarget(measured) && (values.get(due.label)?.planned ?? null) === null) return null;
  return targetAt({ goal, kpi, values }, due).due;
}

function knownSince({ goal, periods }: MeasuredGoal, values: KnownSeries): number {
  const { evaluation } = goal.measure;
  const decisive = evaluation === "at-due" || evaluation === "in-range" ? periods.slice(-1) : periods;
  const due = periods.at(-1)?.label;
  return decisive.reduce((latest, { label }) => {
    const value = values.get(label);
    const isHeldAgainst = label === due || evaluation === "control";
    const planned = isHeldAgainst ? (value?.plannedKnownAt ?? 0) : 0;
    return Math.max(latest, value?.actualKnownAt ?? 0, planned);
  }, 0);
}

function hasPlannedTarget({ goal }: MeasuredGoal): boolean {
  const { trajectory } = goal.measure;
  return typeof trajectory !== "string" && "planned" in trajectory;
}
