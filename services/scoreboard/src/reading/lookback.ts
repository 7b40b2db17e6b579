import {
  cadenceDuration,
  dateStartsAt,
  graceOf,
  localDate,
  seriesKey,
  windowDates,
} from "@milepost/contracts";
import type { Goal, Kpi, MilepostEvent } from "@milepost/contracts";
import { alertingOf, allIds, timeZoneOf } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { goalRange, shortfall } from "@milepost/scoring";
import { alertSteps } from "@milepost/store/queries/alert-steps";
import type { AlertStepRow } from "@milepost/store/queries/alert-steps";
import { assessments } from "@milepost/store/queries/assessments";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import { checkIns } from "@milepost/store/queries/check-ins";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import { observationHistory } from "@milepost/store/queries/observation-history";
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
import { isOwnClosing } from "./own-closing.ts";
import type { Closing } from "./readings.ts";

/** How a goal ended, what could have been known before, and what was missing in how it was looked after. */
export interface Lookback extends Closing {
  readonly goal: Defined<Goal>;
  readonly kpi: Defined<Kpi>;
  readonly timeZone: string;
  /** Last date of the window that the goal has now, where that is a later one; null: this was its last. */
  readonly goesOnTo: string | null;
  /** Epoch milliseconds: since when the outcome could be known. */
  readonly endedAt: number;
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
export async function readLookback(parts: BoardParts, id: string): Promise<Lookback | undefined> {
  const now = parts.plan.now();
  const closings = await parts.store.query(goalClosings({ goals: allIds(now, "goal", id) }));
  const closing = closings.toSorted(latestFirst)[0];
  if (closing === undefined) return undefined;
  const plan = planAt(parts, closing);
  const goal = plan.goals.get(goalNameIn(plan, now, id)) ?? now.goals.get(id);
  const kpi = plan.kpis.get(goal?.definition.measure.kpi ?? "");
  if (goal === undefined || kpi === undefined) return undefined;
  const { measure } = goal.definition;
  const endedAt = Date.parse(closing.as_of);
  if (!isOwnClosing(plan, goal.definition, endedAt)) return undefined;
  const timeZone = timeZoneOf(plan, kpi.definition);
  const ended = { goal: goal.definition, kpi: kpi.definition, timeZone, endedAt };
  const past = await readPast(parts, id, ended);
  const { outcome, actual, target } = closing;
  const range = target === null ? null : goalRange({ measure, direction: kpi.definition.direction }, target);
  const { raiseBelow } = alertingOf(plan.alerting, goal.definition);
  const first = firstBelow(past.made, raiseBelow);
  return {
    goal: { ...goal, id },
    kpi,
    timeZone,
    goesOnTo: goesOnTo(parts, id, endedAt),
    endedAt,
    outcome,
    actual,
    target,
    shortfall: shortfall(actual, { target, range }),
    raiseBelow,
    firstBelow: first,
    timeline: timelineOf({ ...past, firstBelow: first, outcome }),
    gaps: outcome === "miss" ? gapsOf(past) : [],
  };
}

function latestFirst(left: GoalClosingRow, right: GoalClosingRow): number {
  return Date.parse(right.as_of) - Date.parse(left.as_of) || right.log_offset - left.log_offset;
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

/** The plan that was in force when a goal ended. */
function planAt({ plan }: BoardParts, { as_of: endedAt }: GoalClosingRow): PlanState {
  return plan.asOf(localDate(Date.parse(endedAt), deploymentTimeZone(plan.now())));
}

type Told = Parameters<typeof firstBelow>[0];

/** The assessments of a goal by moment: under another id the same moments are assessed anew. */
function newestOfMoments(made: readonly AssessmentRow[]): readonly AssessmentRow[] {
  const inOrder = made.toSorted(
    (left, right) => Date.parse(left.as_of) - Date.parse(right.as_of) || left.log_offset - right.log_offset,
  );
  return [...new Map(inOrder.map((row) => [row.as_of, row])).values()];
}

function recordedAt({ recordedtime, time }: MilepostEvent): number {
  return Date.parse(recordedtime ?? time);
}

async function readPast(
  { store, plan }: BoardParts,
  id: string,
  ended: EndedGoal,
): Promise<PastGoal & { readonly made: Told }> {
  const { goal, timeZone, endedAt } = ended;
  const { kpi, series } = goal.measure;
  const begin = dateStartsAt(windowDates(goal.window).from, timeZone);
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
    .toSorted((left, right) => recordedAt(left) - recordedAt(right));
  const made = newestOfMoments(all.filter(({ as_of: asOf }) => Date.parse(asOf) > begin));
  return {
    timeZone,
    endedAt,
    made,
    owners: ownerChanges(definitions, { from: begin, to: endedAt }),
    steps: stepsOf(ofWindow(steps, { begin, endedAt }), plan),
    checkIns: said.map(({ id: event, time }) => ({ event, at: Date.parse(time) })),
    periods: pastPeriods(ended, { made, readings }),
    silenceAfter: silenceAfter(goal),
    incentive: {
      event: definitions.at(-1)?.id ?? null,
      linked: goal.incentiveLinked ?? null,
    },
    commitment: goal.commitment,
  };
}
