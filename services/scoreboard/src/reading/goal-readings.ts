import { seriesKey, windowDates } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { actualAt, goalPeriods, redGreen, targetAt } from "@milepost/scoring";
import type { SeriesValues } from "@milepost/scoring";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import { assessmentOf } from "./assessments.ts";
import { kpiFacts, ownerOf, pagedId, pagedKpis } from "./kpi-facts.ts";
import type { PagedKpi } from "./kpi-facts.ts";
import { monthEnds } from "./moments.ts";
import type { Closing, GoalReading, Moment, PeriodFigure } from "./readings.ts";
import type { SeriesReading } from "./series.ts";
import { monthlyParts } from "./series.ts";

/** What was read at a moment, before it becomes readings of goals. */
export interface GoalRows {
  readonly plan: PlanState;
  readonly series: SeriesReading;
  /** Made for the moment's month and the one before. */
  readonly assessments: readonly AssessmentRow[];
  readonly closings: readonly GoalClosingRow[];
  readonly moment: Moment;
}

interface OpenGoal {
  readonly id: string;
  readonly goal: Goal;
  readonly measured: Kpi;
  readonly period: Period;
  readonly due: Period;
  readonly paged: PagedKpi;
}

/** The goals whose window holds the moment's period, private ones left out. */
export function goalReadings(rows: GoalRows): readonly GoalReading[] {
  const paged = pagedKpis(rows.plan);
  const made = latestOf(rows.assessments, rows.moment);
  const closings = new Map(rows.closings.map((row) => [row.goal, row]));
  return [...rows.plan.goals.values()].flatMap(({ id, definition }) => {
    const open = openGoal(rows, { id, goal: definition, paged });
    if (open === undefined) return [];
    const closing = closings.get(id);
    return [reading(rows, open, { ...made.get(id), closing })];
  });
}

function openGoal(
  { plan, moment }: GoalRows,
  { id, goal, paged }: { id: string; goal: Goal; paged: ReadonlyMap<string, PagedKpi> },
): OpenGoal | undefined {
  const { from, to } = windowDates(goal.window);
  const measured = plan.kpis.get(goal.measure.kpi)?.definition;
  const page = paged.get(pagedId(plan, goal.measure.kpi));
  const month = moment.period;
  if (goal.private || measured === undefined || page === undefined) return undefined;
  if (month < from.slice(0, 7) || month > to.slice(0, 7)) return undefined;
  const periods = goalPeriods(goal, measured);
  const period = periods.findLast(({ end }) => end.slice(0, 7) <= month);
  const due = periods.at(-1);
  return period === undefined || due === undefined
    ? undefined
    : { id, goal, measured, period, due, paged: page };
}

interface Made {
  readonly now?: AssessmentRow;
  readonly before?: AssessmentRow;
}

/** The newest assessment of each goal since the moment's month was over, and the newest of the month before. */
function latestOf(rows: readonly AssessmentRow[], moment: Moment): ReadonlyMap<string, Made> {
  const { before } = monthEnds(moment);
  const made = new Map<string, Made>();
  // Rows come oldest first, so that the last one of each span stays.
  for (const row of rows) {
    const key = Date.parse(row.as_of) > before ? "now" : "before";
    made.set(row.goal, { ...made.get(row.goal), [key]: row });
  }
  return made;
}

function reading(
  { plan, series, moment }: GoalRows,
  open: OpenGoal,
  said: Made & { readonly closing: GoalClosingRow | undefined },
): GoalReading {
  const { goal, measured, period, paged } = open;
  const member = seriesKey(goal.measure.series);
  const values = series.valuesOf(goal.measure.kpi, member);
  const actual = actualAt({ goal, kpi: measured, values }, period);
  const target = targetAt({ goal, kpi: measured, values }, period).toDate;
  const kpi = kpiFacts(plan, paged, goal);
  const assessment = said.now === undefined ? null : assessmentOf(said.now);
  return {
    goal: open.id,
    title: goal.title,
    owner: ownerOf(plan, goal.owner),
    kpi,
    due: open.due.label,
    months: ownFigures(paged.kpi, kpi.cumulative, targeted(open, series.figuresOf(paged.id, member), values)),
    fan: restarts(paged.kpi, kpi.cumulative) ? [] : (assessment?.fan ?? []),
    toDate: { actual, target },
    status: redGreen({ actual, target, direction: measured.direction }).status,
    lastPeriod: series.lastPeriod(paged.id, member),
    assessment,
    before: said.before === undefined ? null : assessmentOf(said.before),
    closing: closingOf(said.closing, moment),
  };
}

/** Months that no planned value speaks of get the goal's own target, where the goal measures the months themselves. */
function targeted(
  { goal, measured, paged }: OpenGoal,
  figures: readonly PeriodFigure[],
  values: SeriesValues,
): readonly PeriodFigure[] {
  if (goal.measure.kpi !== paged.id) return figures;
  const periods = new Map(goalPeriods(goal, measured).map((period) => [period.label, period]));
  return figures.map((figure) => {
    const period = periods.get(figure.period);
    if (figure.target !== null || period === undefined) return figure;
    return { ...figure, target: targetAt({ goal, kpi: measured, values }, period).toDate };
  });
}

/** Each period's own figure of a KPI: of one that adds up and restarts, the differences. */
export function ownFigures(
  kpi: Kpi,
  cumulative: boolean,
  figures: readonly PeriodFigure[],
): readonly PeriodFigure[] {
  return restarts(kpi, cumulative) ? monthlyParts(figures) : figures;
}

function restarts(kpi: Kpi, cumulative: boolean): boolean {
  return kpi.behaviour === "running" && kpi.restarts === "year" && cumulative;
}

/** A goal's closing as far as the moment knows it. */
function closingOf(row: GoalClosingRow | undefined, moment: Moment): Closing | null {
  if (row === undefined || Date.parse(row.as_of) > moment.instant) return null;
  return { outcome: row.outcome, actual: row.actual, target: row.target };
}
