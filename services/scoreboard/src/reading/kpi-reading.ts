import { seriesKey } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import { alertingOf, countingVersions, currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { actualAt, goalPeriods, valueTargetAt } from "@milepost/scoring";
import { restatedAmong } from "@milepost/store/judge-events";
import type { JudgedEvent, Restated } from "@milepost/store/judge-events";
import { alertedKpis } from "@milepost/store/queries/alerted-kpis";
import type { AlertRow } from "@milepost/store/queries/alerts";
import { alertsAt } from "@milepost/store/queries/alerts-at";
import { seenAssessments } from "@milepost/store/queries/seen-assessments";
import type { SeenAssessmentRow } from "@milepost/store/queries/seen-assessments";
import { alertReadings } from "./alert-readings.ts";
import type { BoardParts } from "./board.ts";
import { lastDate } from "./board.ts";
import { readCheckIns } from "./check-ins.ts";
import { firstLookedAt } from "./first-looked-at.ts";
import { DECIDED, readAssessments, readClosings } from "./goal-decisions.ts";
import type { GoalIdentity } from "./goal-identity.ts";
import { goalNameIn } from "./goal-names.ts";
import { asTold, goalIdentity, goalReading, ownFigures } from "./goal-readings.ts";
import { isKeptTotal } from "./kept-total.ts";
import { goalsOfKpis, kpiFacts, ownerOf, pagedKpis } from "./kpi-facts.ts";
import type { PagedKpi } from "./kpi-facts.ts";
import type { KpiReading, LineageReading, Moment, RestatementReading } from "./readings.ts";
import type { SeriesReading } from "./series.ts";
import { seriesReading } from "./series.ts";
import { currentOf, readAccepted } from "./kpi-readings.ts";
import type { CurrentReading } from "./kpi-readings.ts";
import { begunGoal, notOpenGoal } from "./not-open.ts";
import { openGoals } from "./open-goals.ts";
import type { OpenGoal } from "./open-goals.ts";
import { readOverrides } from "./overrides.ts";
import { newestPeriods, periodsSince, seriesOfReadings } from "./series-of-readings.ts";

/** Newest periods that a page tells of; the API and SQL have the others. */
const PERIODS_SHOWN = 240;
const RESTATEMENTS_SHOWN = 100;
const CHECK_INS_SHOWN = 10;

/** The page of a KPI, and which of its goals it speaks of. */
interface KpiAsked {
  readonly id: string;
  /** Absent: the first one that is open and whose due period is not over; without any, the first one that is open. */
  readonly goal?: string | undefined;
}

/** Reads all that the page of one KPI says; else what the plan does not have at the moment. */
export async function readKpi(
  parts: BoardParts,
  { id, goal: named }: KpiAsked,
  moment: Moment,
): Promise<KpiReading | "no_kpi" | { readonly noGoalOf: string }> {
  const plan = parts.plan.asOf(lastDate(moment));
  const paged = pagedKpis(plan).get(id);
  if (paged === undefined) return "no_kpi";
  const goals = visibleGoals(parts, plan, id);
  // Alerts and reviews name a goal as it was called when they were raised, a link to another month as it is called there.
  const wanted = named === undefined ? undefined : goalNameIn(plan, parts.plan.now(), named);
  if (wanted !== undefined && !goals.includes(wanted)) return { noGoalOf: paged.kpi.name };
  const kpis = paged.companion === null ? [id] : [id, paged.companion];
  const known = { kpis, asOf: moment.instant, versions: countingVersions(plan, kpis) };
  const [all, { seen, ...said }, raised] = await Promise.all([
    readAccepted(parts.reads, known),
    readSaid(parts, moment, goals),
    readAlertsOf(parts, moment, paged),
  ]);
  const accepted = all.filter((one) => !isKeptTotal(plan, one));
  const current = currentOf(accepted);
  const allOpen = goals.flatMap((goal) => openGoals(plan, moment).get(goal) ?? []);
  const asked = allOpen.find((one) => one.id === wanted);
  const chosen = asked ?? allOpen.find((one) => one.period.label !== one.due.label) ?? allOpen[0];
  const newest = newestPeriods(current, PERIODS_SHOWN);
  // A goal is judged by all of its window, however long.
  const from = chosen === undefined ? undefined : firstLookedAt(chosen.goal);
  const looked = new Set([...newest, ...(from === undefined ? [] : periodsSince(current, from))]);
  const values = Map.groupBy(seriesOfReadings(current, looked), (row) => row.kpi);
  const series = seriesReading(values, plan);
  const others = allOpen.filter((one) => one !== chosen).map(goalIdentity);
  const rows = { plan, series, moment, ...said };
  const open = chosen && asTold(rows, chosen);
  const goal = open && goalReading(rows, open);
  const kpi = goal?.kpi ?? kpiFacts(plan, paged, null);
  return {
    kpi,
    companion: paged.companion,
    owner: goal?.owner ?? (paged.kpi.dataOwner === undefined ? null : ownerOf(plan, paged.kpi.dataOwner)),
    lastPeriod: series.lastPeriod(id),
    waiting: series.waiting(id),
    goal: goal ?? null,
    others,
    notOpen:
      asked === undefined
        ? notOpenOf(plan, { wanted, goals: open === undefined ? goals : [] }, moment)
        : null,
    months: (goal?.months ?? ownFigures(paged.kpi, kpi.cumulative, series.figuresOf(id))).slice(
      -PERIODS_SHOWN,
    ),
    toDate: open === undefined ? [] : toDate(open, series),
    seen: seen
      .filter((row) => row.goal === goal?.goal)
      .map(({ period, p_hit, backtest }) => ({ period, chance: p_hit, backtest })),
    raiseBelow: open === undefined ? null : thresholdOf(plan, open.goal),
    // Those of the other goals stand on their own pages; what was raised on earlier ones is the KPI's history.
    alerts: alertReadings(ofNone(raised, others, parts.plan.now()), {
      plan,
      notes: parts.plan,
      moment,
      chances: new Map(),
    }),
    restatements: restatements(accepted.filter((one) => one.kpi === id)),
    lineage: current
      .filter(({ period_start: start }) => newest.has(start))
      .toSorted((left, right) =>
        left.period_start > right.period_start ? -1 : left.period_start < right.period_start ? 1 : 0,
      )
      .map(lineage),
  };
}

/** The goal that is wanted; where none is, one of some goals that has begun. */
function notOpenOf(
  plan: PlanState,
  { wanted, goals }: { readonly wanted: string | undefined; readonly goals: readonly string[] },
  moment: Moment,
): KpiReading["notOpen"] {
  return wanted === undefined ? begunGoal(plan, goals, moment) : notOpenGoal(plan, wanted, moment);
}

function ofNone(
  alerts: readonly AlertRow[],
  goals: readonly GoalIdentity[],
  now: PlanState,
): readonly AlertRow[] {
  const others = new Set(goals.map(({ goal }) => currentId(now, "goal", goal)));
  return alerts.filter(({ goal }) => !others.has(currentId(now, "goal", goal)));
}

/** The threshold of the goal's chance; null: its alerts look at another chance, that of a share of the way. */
function thresholdOf({ alerting }: PlanState, goal: Goal): number | null {
  const { raiseBelow, reach } = alertingOf(alerting, goal);
  return reach === 1 ? raiseBelow : null;
}

/** Ids of the goals that measure a KPI, itself or through its companion, and that everybody may see now. */
function visibleGoals(parts: BoardParts, plan: PlanState, kpi: string): readonly string[] {
  return (goalsOfKpis(plan).get(kpi) ?? []).filter((id) => !parts.plan.isPrivate(id));
}

interface Said {
  readonly seen: readonly SeenAssessmentRow[];
  readonly assessments: Awaited<ReturnType<typeof readAssessments>>;
  readonly closings: Awaited<ReturnType<typeof readClosings>>;
  readonly checkIns: Awaited<ReturnType<typeof readCheckIns>>;
  readonly overrides: Awaited<ReturnType<typeof readOverrides>>;
}

async function readSaid(
  { reads, plan }: BoardParts,
  moment: Moment,
  goals: readonly string[],
): Promise<Said> {
  if (goals.length === 0)
    return {
      seen: [],
      assessments: new Map(),
      closings: new Map(),
      checkIns: new Map(),
      overrides: new Map(),
    };
  const asked = seenAssessments({ goals, to: moment.instant });
  const [seen, assessments, closings, checkIns, overrides] = await Promise.all([
    reads.query(asked, DECIDED, { goals, decisions: ["assessment"] }),
    readAssessments({ reads, plan }, moment, goals),
    readClosings(reads, moment),
    readCheckIns({ reads, plan }, moment, { goals, ofGoal: CHECK_INS_SHOWN }),
    readOverrides({ reads, plan }, moment, goals),
  ]);
  return { seen, assessments, closings, checkIns, overrides };
}

/** The alerts of a KPI; of most there never was one, which is remembered for all of them. */
async function readAlertsOf(
  { reads }: BoardParts,
  { instant: at }: Moment,
  { id, companion }: PagedKpi,
): Promise<readonly AlertRow[]> {
  const decisions = ["alert"] as const;
  const alerted = await reads.query(alertedKpis(), DECIDED, { decisions });
  const kpis = alerted.map(({ kpi }) => kpi).filter((kpi) => kpi === id || kpi === companion);
  return kpis.length === 0 ? [] : reads.query(alertsAt({ at, kpis }), DECIDED, { decisions });
}

/** The figure that a goal is judged by, from the first period of its window on. */
export function toDate(open: OpenGoal, series: SeriesReading): KpiReading["toDate"] {
  const { goal, measured, paged } = open;
  if (goal.measure.evaluation === "cumulative" && goal.measure.kpi === paged.id) return sums(open, series);
  // Without a to-date figure of its own, the goal is judged by the periods' own.
  if (paged.companion === null) return [];
  const [first] = goalPeriods(goal, measured);
  const member = seriesKey(goal.measure.series);
  const figures = series.figuresOf(goal.measure.kpi, member);
  return figures.filter(({ period }) => first !== undefined && period >= first.label);
}

/** What the window's periods add up to, each with those before it. */
function sums({ goal, measured, period }: OpenGoal, series: SeriesReading): KpiReading["toDate"] {
  const values = series.valuesOf(goal.measure.kpi, seriesKey(goal.measure.series));
  const input = { goal, kpi: measured, values };
  return goalPeriods(goal, measured)
    .filter(({ start }) => start <= period.start)
    .slice(-PERIODS_SHOWN)
    .map((one) => ({
      period: one.label,
      actual: actualAt(input, one),
      target: valueTargetAt(input, one).toDate,
    }));
}

/** The newest restatements; of what a source forecasts none is told. */
function restatements(accepted: readonly JudgedEvent[]): readonly RestatementReading[] {
  const figures = accepted.filter(({ kind }) => kind !== "forecast");
  return restatedAmong(figures)
    .map(restatement)
    .toSorted((left, right) => right.knownAt - left.knownAt)
    .slice(0, RESTATEMENTS_SHOWN);
}

function restatement({ before, after }: Restated<JudgedEvent>): RestatementReading {
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return {
    series: after.series,
    period: after.period_label,
    kind: after.kind,
    from: number(before.value),
    to: number(after.value),
    knownAt: Date.parse(after.known_at),
  };
}

function lineage(row: CurrentReading): LineageReading {
  return {
    kpi: row.kpi,
    series: row.series,
    period: row.period_label,
    kind: row.kind,
    value: row.value === null ? null : Number(row.value),
    source: row.source,
    run: row.run_id,
    line: row.source_line === null ? null : String(row.source_line),
    topic: row.log_topic,
    partition: row.log_partition,
    offset: row.log_offset,
    knownAt: Date.parse(row.known_at),
    recordedAt: Date.parse(row.recorded_at),
  };
}
