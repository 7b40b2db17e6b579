import { seriesKey, windowDates } from "@milepost/contracts";
import type { Kpi, Period } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { goalPeriods, goalRange, redGreen, standingActual, targetAt } from "@milepost/scoring";
import type { SeriesValues } from "@milepost/scoring";
import { checkInDueAt } from "./check-ins.ts";
import type { CheckInReading } from "./check-ins.ts";
import type { GoalIdentity } from "./goal-identity.ts";
import { saidWith } from "./goal-decisions.ts";
import type { GoalAssessments, KnownClosing } from "./goal-decisions.ts";
import { kpiFacts, ownerOf } from "./kpi-facts.ts";
import type { BegunGoal } from "./open-goals.ts";
import type { OverrideReading } from "./overrides.ts";
import { isOwnClosing } from "./own-closing.ts";
import { ownTarget } from "./own-target.ts";
import type { Closing, GoalReading, GoalStanding, Moment, PeriodFigure } from "./readings.ts";
import type { SeriesReading } from "./series.ts";
import { ownParts } from "./series.ts";

/** What was read at a moment, before it becomes readings of goals. */
export interface GoalRows {
  readonly plan: PlanState;
  readonly series: SeriesReading;
  readonly moment: Moment;
  /** What was said up to the moment, by goal. */
  readonly assessments: ReadonlyMap<string, GoalAssessments>;
  readonly closings: ReadonlyMap<string, KnownClosing>;
  readonly checkIns: ReadonlyMap<string, readonly CheckInReading[]>;
  readonly overrides: ReadonlyMap<string, OverrideReading>;
}

/** Which goal an open one is. */
export function goalIdentity({ id, goal, due, apart }: BegunGoal): GoalIdentity {
  return { goal: id, title: goal.title, apart, ...windowDates(goal.window), due: due.label };
}

/**
 * A goal at the last of its periods that anything was told of at a moment that is over: figures and chances of a month come after
 * its end, and looking back on that end they are those of the period before. A goal whose end is known has no other.
 */
export function asTold<One extends BegunGoal>(rows: GoalRows, open: One): One {
  const { moment, series, assessments } = rows;
  const { goal, measured, period, due } = open;
  if (period === null || moment.latest || closingOf(rows, open) !== null) return open;
  const before = goalPeriods(goal, measured).findLast(({ end }) => end < period.start);
  const told = assessments.get(open.id)?.newest?.period;
  if (before === undefined || told === period.label) return open;
  const values = series.valuesOf(goal.measure.kpi, seriesKey(goal.measure.series));
  const isKnown = ({ label }: Period): boolean => (values.get(label)?.actual ?? null) !== null;
  // With the due period no chance is told any more: its figure alone says how it ended.
  const isToldBefore = told === before.label && period.label !== due.label;
  return isToldBefore || (!isKnown(period) && isKnown(before)) ? { ...open, period: before } : open;
}

/** What can be said of a goal before its figures are drawn. */
export function goalStanding(rows: GoalRows, open: BegunGoal): GoalStanding {
  const { plan, series, assessments } = rows;
  const { goal, paged } = open;
  const period = open.period?.label ?? null;
  const { now: assessment, before } = saidWith(assessments.get(open.id), period);
  return {
    ...goalIdentity(open),
    owner: ownerOf(plan, goal.owner),
    kpi: kpiFacts(plan, paged, goal),
    lastPeriod: series.lastPeriod(paged.id, seriesKey(goal.measure.series)),
    waiting: series.waiting(paged.id, seriesKey(goal.measure.series)),
    assessment,
    before,
    closing: closingOf(rows, open),
    period,
  };
}

/** What ended an earlier window of a goal says nothing of the one that is open. */
function closingOf({ plan, closings }: GoalRows, { id, goal }: BegunGoal): Closing | null {
  const known = closings.get(id);
  if (known === undefined || !isOwnClosing(plan, goal, known.asOf)) return null;
  const { outcome, actual, target } = known;
  return { outcome, actual, target };
}

/** Everything that a page says of a goal. */
export function goalReading(rows: GoalRows, open: BegunGoal): GoalReading {
  const { series } = rows;
  const { goal, measured, paged } = open;
  const standing = goalStanding(rows, open);
  const { kpi, assessment } = standing;
  const checkIns = rows.checkIns.get(open.id) ?? [];
  const member = seriesKey(goal.measure.series);
  const values = series.valuesOf(goal.measure.kpi, member);
  const toDate = toDateOf(rows, open);
  const rule = { measure: goal.measure, direction: measured.direction };
  const range = toDate.target === null ? null : goalRange(rule, toDate.target);
  return {
    ...standing,
    months: ownFigures(paged.kpi, kpi.cumulative, targeted(open, series.figuresOf(paged.id, member), values)),
    fan: restarts(paged.kpi, kpi.cumulative) ? [] : (assessment?.fan ?? []),
    toDate,
    lacksParts: toDate.actual === null && lacksParts(rows, open),
    status: redGreen({ actual: toDate.actual, range }).status,
    noneOver: open.period === null,
    checkIns,
    override: rows.overrides.get(open.id) ?? null,
    checkInDue: checkInDueAt(rows.plan, { id: open.id, goal, newest: checkIns[0], now: rows.moment.instant }),
    noCheckIns: goal.checkIns === false,
  };
}

/** The figure that a goal is judged by, at its last period that is over: what a running one has so far is none. */
export function toDateOf(
  { series }: Pick<GoalRows, "series">,
  { goal, measured, period }: BegunGoal,
): GoalReading["toDate"] {
  const values = series.valuesOf(goal.measure.kpi, seriesKey(goal.measure.series));
  const input = { goal, kpi: measured, values };
  const [first] = goalPeriods(goal, measured);
  const wanted = period ?? first;
  return {
    actual: period === null ? null : standingActual(input, period),
    target: wanted === undefined ? null : targetAt(input, wanted).toDate,
  };
}

/** Whether the figure that a goal is judged by would be known if its values were weighted alike. */
function lacksParts(rows: Pick<GoalRows, "series">, open: BegunGoal): boolean {
  const measured = { ...open.measured, approximation: "equal-weights" } as const;
  return toDateOf(rows, { ...open, measured }).actual !== null;
}

/**
 * Months that no planned value speaks of get the goal's own target, where the goal measures the months themselves. What is
 * planned of a goal that adds up is planned to date: its months get their parts of it.
 */
function targeted(
  { goal, measured, paged }: BegunGoal,
  figures: readonly PeriodFigure[],
  values: SeriesValues,
): readonly PeriodFigure[] {
  if (goal.measure.kpi !== paged.id) return figures;
  const periods = new Map(goalPeriods(goal, measured).map((period) => [period.label, period]));
  const { evaluation, trajectory } = goal.measure;
  const isPlannedToDate =
    evaluation === "cumulative" && typeof trajectory === "object" && "planned" in trajectory;
  return figures.map((figure) => {
    const period = periods.get(figure.period);
    if (period === undefined || (figure.target !== null && !isPlannedToDate)) return figure;
    return { ...figure, target: ownTarget({ goal, kpi: measured, values }, period) };
  });
}

/** Each period's own figure of a KPI: of one that adds up and restarts, the differences. */
export function ownFigures(
  kpi: Kpi,
  cumulative: boolean,
  figures: readonly PeriodFigure[],
): readonly PeriodFigure[] {
  return restarts(kpi, cumulative) ? ownParts(figures, kpi.grain) : figures;
}

function restarts(kpi: Kpi, cumulative: boolean): boolean {
  return kpi.behaviour === "running" && kpi.restarts === "year" && cumulative;
}
