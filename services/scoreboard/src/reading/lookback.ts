import {
  addDuration,
  cadenceDuration,
  dateStartsAt,
  graceOf,
  localDate,
  seriesKey,
  windowDates,
} from "@milepost/contracts";
import type { Goal, Kpi } from "@milepost/contracts";
import { alertingOf, allIds, timeZoneOf } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { goalRange, shortfall } from "@milepost/scoring";
import { alertSteps } from "@milepost/store/queries/alert-steps";
import type { AlertStepRow } from "@milepost/store/queries/alert-steps";
import { assessments } from "@milepost/store/queries/assessments";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import { checkIns } from "@milepost/store/queries/check-ins";
import { closingsOfGoal } from "@milepost/store/queries/goal-closings";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import { observationHistory } from "@milepost/store/queries/observation-history";
import { askedSince, recordedOf } from "../lookback/asked-since.ts";
import { firstBelow } from "../lookback/first-below.ts";
import type { Gap } from "../lookback/gap.ts";
import { gapsOf } from "../lookback/gaps-of.ts";
import { ownerChanges } from "../lookback/owner-changes.ts";
import type { FirstBelow, PastGoal } from "../lookback/past-goal.ts";
import type { EndedGoal } from "../lookback/past-periods.ts";
import { pastPeriods } from "../lookback/past-periods.ts";
import type { TimelineEntry } from "../lookback/timeline.ts";
import { timelineOf } from "../lookback/timeline.ts";
import { stepsOf } from "./alert-history.ts";
import type { BoardParts } from "./board.ts";
import { goalNameIn } from "./goal-names.ts";
import { deploymentTimeZone } from "./moments.ts";
import { dueOf, isOwnClosing } from "./own-closing.ts";
import type { Closing } from "./readings.ts";

/** How a goal ended, what could have been known before, and what was missing in how it was looked after. */
export interface Lookback extends Closing {
  readonly goal: Defined<Goal>;
  readonly kpi: Defined<Kpi>;
  readonly timeZone: string;
  /** Last date of the window that the goal has now, where that is a later one; null: this was its last. */
  readonly goesOnTo: string | null;
  /** Epoch milliseconds: since when an outcome could be known, whatever was corrected later. */
  readonly endedAt: number;
  /** Epoch milliseconds: since when the one that counts could be known; null: the first one counts. */
  readonly correctedAt: number | null;
  /** Share of the target that is missing; null: it cannot be told. */
  readonly shortfall: number | null;
  /** Alerts were raised below this chance when it ended. */
  readonly raiseBelow: number;
  /** Null: no chance was told below it. */
  readonly firstBelow: FirstBelow | null;
  readonly timeline: readonly TimelineEntry[];
  /** Empty where the goal was not missed. */
  readonly gaps: readonly Gap[];
}

/** Without a cadence, people may be silent for a quarter while an alert is open: no alert can be put off for longer. */
const SILENCE_AFTER = "P92D";

function silenceAfter(goal: Goal): readonly string[] {
  return goal.cadence === undefined ? [SILENCE_AFTER] : [cadenceDuration(goal.cadence), graceOf(goal)];
}

/** The newest ones of a goal: several a week for ten years. */
const CHECK_INS_READ = 2_000;

/**
 * Looks back on the window of a goal that ended last, as the plan of then had it; undefined while none has ended, or where its KPI is
 * in no plan any more.
 */
export async function readLookback(
  parts: BoardParts,
  id: string,
  at = parts.clock.now(),
): Promise<Lookback | undefined> {
  const now = parts.plan.now();
  const told = await parts.store.query(closingsOfGoal(allIds(now, "goal", id), at));
  const closings = ofLastWindow(parts, id, told);
  // Giving up on a value that came later after all was no outcome yet.
  const first = closings.find(({ outcome }) => outcome !== "unscored") ?? closings[0];
  const closing = closings.at(-1);
  if (first === undefined || closing === undefined) return undefined;
  const endedAt = Date.parse(first.as_of);
  const plan = judgingPlan(parts, id, { endedAt, recordedAt: Date.parse(first.recorded_at) });
  const goal = goalIn(parts, plan, id);
  const kpi = plan.kpis.get(goal?.definition.measure.kpi ?? "");
  if (goal === undefined || kpi === undefined) return undefined;
  const { measure } = goal.definition;
  if (!isOwnClosing(plan, goal.definition, endedAt)) return undefined;
  const timeZone = timeZoneOf(plan, kpi.definition);
  const ended = { goal: goal.definition, kpi: kpi.definition, timeZone, endedAt };
  const past = await readPast(parts, { ...goal, id }, ended);
  const { outcome, actual, target } = closing;
  const range = target === null ? null : goalRange({ measure, direction: kpi.definition.direction }, target);
  const { raiseBelow } = alertingOf(plan.alerting, goal.definition);
  const fell = firstBelow(past.made, raiseBelow);
  const later = closings.filter((one) => Date.parse(one.as_of) > endedAt);
  const corrected = later.map((one) => ({ at: Date.parse(one.as_of), outcome: one.outcome }));
  return {
    goal: { ...goal, id },
    kpi,
    timeZone,
    goesOnTo: goesOnTo(parts, id, endedAt),
    endedAt,
    correctedAt: corrected.at(-1)?.at ?? null,
    outcome,
    actual,
    target,
    shortfall: shortfall(actual, { target, range }),
    raiseBelow,
    firstBelow: fell,
    timeline: timelineOf({ ...past, firstBelow: fell, outcome: first.outcome, corrected }),
    gaps: outcome === "miss" ? gapsOf(past) : [],
  };
}

/** The steps of alerts that stood within a window: those of the windows before and after it are of others. */
function ofWindow(
  steps: readonly AlertStepRow[],
  { begin, endedAt }: { readonly begin: number; readonly endedAt: number },
): readonly AlertStepRow[] {
  const alerts = Map.groupBy(steps, ({ alert }) => alert);
  return steps.filter(({ alert }) => {
    const own = alerts.get(alert) ?? [];
    const isBefore = own.some((one) => one.step === "closed" && at(one) <= begin);
    return !isBefore && own.some((one) => one.step === "raised" && at(one) < endedAt);
  });
}

function at({ as_of: asOf, time }: AlertStepRow): number {
  return Date.parse(asOf ?? time);
}

function goesOnTo({ plan }: BoardParts, id: string, endedAt: number): string | null {
  const goal = plan.now().goals.get(id)?.definition;
  if (goal === undefined || isOwnClosing(plan.now(), goal, endedAt)) return null;
  return windowDates(goal.window).to;
}

/** The closings of the window that a goal ended last: the first one says when, the last one how. */
function ofLastWindow(
  parts: BoardParts,
  id: string,
  closings: readonly GoalClosingRow[],
): readonly GoalClosingRow[] {
  const last = closings.at(-1);
  if (last === undefined) return [];
  const plan = planAt(parts, Date.parse(last.as_of));
  const goal = goalIn(parts, plan, id);
  const own = closings.filter(({ as_of: asOf }) => isOwnClosing(plan, goal?.definition, Date.parse(asOf)));
  // Under another id the same is told again.
  return [...new Map(own.map((one) => [one.as_of, one])).values()];
}

function goalIn({ plan }: BoardParts, then: PlanState, id: string): Defined<Goal> | undefined {
  const now = plan.now();
  return then.goals.get(goalNameIn(then, now, id)) ?? now.goals.get(id);
}

/** When a closing could be known, and when it was appended, in epoch milliseconds. */
interface Closed {
  readonly endedAt: number;
  readonly recordedAt: number;
}

/**
 * The plan that the outcome was told by: what was in force when the due period could be known, of what had been said by the
 * closing; what came between that and a late value judges nothing. Where the window was another one then, the closing's.
 */
function judgingPlan(parts: BoardParts, id: string, { endedAt, recordedAt }: Closed): PlanState {
  const closed = planAt(parts, endedAt);
  const due = dueOf(closed, goalIn(parts, closed, id)?.definition);
  if (due === undefined) return closed;
  const judging = planAt(parts, due.knowableAt, recordedAt);
  const own = dueOf(judging, goalIn(parts, judging, id)?.definition);
  return own?.period === due.period ? judging : closed;
}

/** The plan that was in force until a moment, of what had been recorded by an instant: what holds from that moment on came after it. */
function planAt({ plan }: BoardParts, end: number, recorded = Number.POSITIVE_INFINITY): PlanState {
  const instant = end - 1;
  const date = localDate(instant, deploymentTimeZone(plan.now()));
  return plan.recordedAsOf(recorded, { date, instant });
}

type Told = Parameters<typeof firstBelow>[0];

/**
 * The assessments of a goal by moment: under another id the same moments are assessed anew. Of a period that something was told of
 * live, only that counts: it was said some seconds after the moment that a backtest is made for.
 */
function newestOfMoments(made: readonly AssessmentRow[]): readonly AssessmentRow[] {
  const inOrder = made.toSorted(
    (left, right) => Date.parse(left.as_of) - Date.parse(right.as_of) || left.log_offset - right.log_offset,
  );
  const live = new Set(made.flatMap(({ backtest, period }) => (backtest ? [] : [period])));
  const told = inOrder.filter(({ backtest, period }) => !backtest || !live.has(period));
  return [...new Map(told.map((row) => [row.as_of, row])).values()];
}

async function readPast(
  { store, plan }: BoardParts,
  { id, recordedAt }: Defined<Goal>,
  ended: EndedGoal,
): Promise<PastGoal & { readonly made: Told }> {
  const { goal, timeZone, endedAt } = ended;
  const { kpi, series } = goal.measure;
  const { from, to } = windowDates(goal.window);
  const begin = dateStartsAt(from, timeZone);
  const isOverAt = addDuration(dateStartsAt(to, timeZone), "P1D", timeZone);
  // What happened before it was renamed stands under the ids that it had then.
  const goals = allIds(plan.now(), "goal", id);
  const [all, steps, readings, said] = await Promise.all([
    store.query(assessments({ goals, fans: false, to: endedAt })),
    store.query(alertSteps({ goals })),
    store.query(observationHistory({ kpi, series: seriesKey(series) })),
    store.query(checkIns({ goals, to: endedAt, ofGoal: CHECK_INS_READ })),
  ]);
  const definitions = goals
    .flatMap((one) => plan.definitionsOf("goal", one))
    .toSorted((left, right) => Date.parse(recordedOf(left)) - Date.parse(recordedOf(right)));
  const made = newestOfMoments(all.filter(({ as_of: asOf }) => Date.parse(asOf) > begin));
  return {
    timeZone,
    endedAt,
    made,
    owners: ownerChanges(definitions, { from: begin, to: endedAt }),
    steps: stepsOf(ofWindow(steps, { begin, endedAt }), plan),
    checkIns: said.map(({ id: event, time }) => ({ event, at: Date.parse(time) })),
    periods: pastPeriods(ended, { made, readings }),
    asked: askedSince(definitions, { recordedAt, begin, until: Math.min(endedAt, isOverAt) }),
    silenceAfter: silenceAfter(goal),
    incentive: {
      event: definitions.findLast((event) => recordedOf(event) === recordedAt)?.id ?? null,
      linked: goal.incentiveLinked ?? null,
    },
    commitment: goal.commitment,
  };
}
