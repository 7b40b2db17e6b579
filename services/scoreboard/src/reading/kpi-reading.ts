import { seriesKey, windowDates } from "@milepost/contracts";
import { changedVersions } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { alertsAt } from "@milepost/store/queries/alerts-at";
import { assessments } from "@milepost/store/queries/assessments";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import { restatements } from "@milepost/store/queries/restatements";
import type { RestatementRow } from "@milepost/store/queries/restatements";
import type { SeriesFiguresRow } from "@milepost/store/queries/series-figures";
import type { ValueOriginRow } from "@milepost/store/queries/value-origins";
import { valueOrigins } from "@milepost/store/queries/value-origins";
import { alertReadings } from "./alert-readings.ts";
import type { BoardParts } from "./board.ts";
import { DECIDED, FIGURES, lastDate } from "./board.ts";
import { goalReadings, ownFigures } from "./goal-readings.ts";
import { kpiFacts, ownerOf, pagedId, pagedKpis } from "./kpi-facts.ts";
import { readMembers, totalsOf } from "./member-values.ts";
import { monthEnds } from "./moments.ts";
import type { GoalReading, KpiReading, LineageReading, Moment, RestatementReading } from "./readings.ts";
import type { SeriesReading } from "./series.ts";
import { seriesReading } from "./series.ts";

/** Reads all that the page of one KPI says; undefined when the plan has no such KPI at the moment. */
export async function readKpi(
  parts: BoardParts,
  id: string,
  moment: Moment,
): Promise<KpiReading | undefined> {
  const { reads } = parts;
  const plan = parts.plan.asOf(lastDate(moment));
  const paged = pagedKpis(plan).get(id);
  if (paged === undefined) return undefined;
  const kpis = paged.companion === null ? [id] : [id, paged.companion];
  const goals = goalsOf(plan, id);
  const versions = changedVersions(plan);
  const [origins, members, made, closings, raised, restated] = await Promise.all([
    reads.query(valueOrigins({ kpis, asOf: moment.instant, versions }), ["observations"], { kpis }),
    readMembers(reads, plan, { instant: moment.instant, among: kpis }),
    reads.query(assessments({ goals, to: moment.instant }), DECIDED),
    reads.query(goalClosings({ goals }), DECIDED),
    reads.query(alertsAt({ at: moment.instant, kpis }), DECIDED),
    reads.query(restatements({ kpi: id, kinds: FIGURES }), ["observations"], { kpis: [id], kinds: FIGURES }),
  ]);
  const series = seriesReading(figuresOf(origins), totalsOf(members, plan));
  const { twoBefore } = monthEnds(moment);
  const recent = made.filter((row) => Date.parse(row.as_of) > twoBefore);
  const own = new Map([...plan.goals].filter(([goal]) => goals.includes(goal)));
  const [goal = null] = goalReadings({
    plan: { ...plan, goals: own },
    series,
    assessments: recent,
    closings,
    moment,
  });
  const kpi = goal?.kpi ?? kpiFacts(plan, paged, null);
  return {
    kpi,
    companion: paged.companion,
    owner: goal?.owner ?? (paged.kpi.dataOwner === undefined ? null : ownerOf(plan, paged.kpi.dataOwner)),
    lastPeriod: series.lastPeriod(id),
    goal,
    months: goal?.months ?? ownFigures(paged.kpi, kpi.cumulative, series.figuresOf(id)),
    toDate: goal === null ? [] : toDate(plan, goal, series),
    seen: made
      .filter((row) => row.goal === goal?.goal)
      .map(({ period, p_hit, backtest }) => ({ period, chance: p_hit, backtest })),
    raiseBelow: goal === null ? null : plan.alerting.raiseBelow,
    alerts: alertReadings(raised, { plan, notes: parts.plan, moment, chances: new Map() }),
    restatements: restated.flatMap((row) => restatement(row, moment)),
    lineage: origins.map(lineage),
  };
}

/** Current values as the figures of their series, oldest first. */
function figuresOf(origins: readonly ValueOriginRow[]): readonly SeriesFiguresRow[] {
  return origins.toReversed().flatMap((row) => {
    if (row.kind !== "actual" && row.kind !== "planned") return [];
    const value = row.value === null ? null : Number(row.value);
    const last_period = value === null ? null : row.period_label;
    return [
      {
        ...row,
        kind: row.kind,
        last_period,
        figures: [[row.period_label, value]] as [string, number | null][],
      },
    ];
  });
}

/** Ids of the goals that measure a KPI, itself or through its companion. */
function goalsOf(plan: PlanState, kpi: string): readonly string[] {
  return [...plan.goals.values()]
    .filter(({ definition }) => pagedId(plan, definition.measure.kpi) === kpi)
    .map(({ id }) => id);
}

function toDate(plan: PlanState, { goal: id }: GoalReading, series: SeriesReading): KpiReading["toDate"] {
  const goal = plan.goals.get(id)?.definition;
  if (goal === undefined) return [];
  const from = windowDates(goal.window).from.slice(0, 7);
  const member = seriesKey(goal.measure.series);
  return series.figuresOf(goal.measure.kpi, member).filter(({ period }) => period >= from);
}

function restatement(row: RestatementRow, moment: Moment): readonly RestatementReading[] {
  const knownAt = Date.parse(row.known_at);
  if (knownAt > moment.instant) return [];
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return [
    {
      period: row.period_label,
      kind: row.kind,
      from: number(row.old_value),
      to: number(row.new_value),
      knownAt,
    },
  ];
}

function lineage(row: ValueOriginRow): LineageReading {
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
    version: row.version,
  };
}
