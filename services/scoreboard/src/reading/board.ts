import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { alertsAt } from "@milepost/store/queries/alerts-at";
import { assessments } from "@milepost/store/queries/assessments";
import { firstPeriod } from "@milepost/store/queries/first-period";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import { outcomeAssessments } from "@milepost/store/queries/outcome-assessments";
import { seriesFigures } from "@milepost/store/queries/series-figures";
import { shiftMonth } from "../words/dates.ts";
import { alertReadings } from "./alert-readings.ts";
import { goalReadings } from "./goal-readings.ts";
import { kpiFacts, pagedId, pagedKpis } from "./kpi-facts.ts";
import { deploymentTimeZone, momentOf, monthEnds, monthsToLookAt } from "./moments.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { AlertReading, GoalReading, KpiFacts, Moment, ScoredAssessment } from "./readings.ts";
import { seriesReading } from "./series.ts";

/** What pages are read from. */
export interface BoardParts {
  readonly store: Store;
  readonly plan: PlanReader;
  readonly clock: Clock;
}

/** A moment with the months around it and the date its data reach to. */
export interface MomentChoice {
  readonly moment: Moment;
  readonly months: readonly string[];
  readonly completeTo: string;
}

/** All open goals at a moment, and the KPIs that have none. */
export interface GoalsAtMoment {
  readonly goals: readonly GoalReading[];
  readonly kpisWithoutGoal: readonly { readonly kpi: KpiFacts; readonly lastPeriod: string | null }[];
}

/** Months before the moment's that lines of goals look back on. */
const MONTHS_BACK = 23;
const QUARTER_MS: number = 92 * 24 * 3_600_000;

/** The moment that a page asks for; undefined when there is no such month to look at. */
export async function chooseMoment(
  parts: BoardParts,
  asOf: string | undefined,
): Promise<MomentChoice | undefined> {
  const { store, plan, clock } = parts;
  const [first] = await store.query(firstPeriod());
  const input = {
    now: clock.now(),
    timeZone: deploymentTimeZone(plan.now()),
    first: first?.first ?? null,
    asOf,
  };
  const chosen = momentOf(input);
  if (chosen === undefined) return undefined;
  const { month, ...moment } = chosen;
  return { moment, months: monthsToLookAt(input), completeTo: month.end };
}

/** Reads every goal that is open at a moment, by what could be known then. */
export async function readGoals({ store, plan }: BoardParts, moment: Moment): Promise<GoalsAtMoment> {
  const definitions = plan.asOf(lastDate(moment));
  const { twoBefore } = monthEnds(moment);
  const from = `${shiftMonth(moment.period, -MONTHS_BACK)}-01`;
  const [figures, made, closings] = await Promise.all([
    store.query(seriesFigures({ asOf: moment.instant, from })),
    store.query(assessments({ from: twoBefore + 1, to: moment.instant })),
    store.query(goalClosings()),
  ]);
  const series = seriesReading(figures);
  const goals = goalReadings({ plan: definitions, series, assessments: made, closings, moment });
  const measured = new Set(goals.map(({ kpi }) => kpi.id));
  const kpisWithoutGoal = [...pagedKpis(definitions).values()]
    .filter(({ id }) => !measured.has(id))
    .map((paged) => ({ kpi: kpiFacts(definitions, paged, null), lastPeriod: series.lastPeriod(paged.id) }));
  return { goals, kpisWithoutGoal };
}

/** Alerts that are open at a moment, and those that ended in the quarter before. */
export async function readAlerts(
  { store, plan }: BoardParts,
  moment: Moment,
): Promise<readonly AlertReading[]> {
  const rows = await store.query(alertsAt({ at: moment.instant, endedSince: moment.instant - QUARTER_MS }));
  return alertReadings(rows, { plan: plan.now(), notes: plan, moment });
}

/** Every assessment whose goal's outcome is known at a moment. */
export async function readTrackRecord(
  { store, plan }: BoardParts,
  moment: Moment,
): Promise<readonly ScoredAssessment[]> {
  const rows = await store.query(outcomeAssessments({ closedBy: moment.instant }));
  const definitions = plan.now();
  const named = new Map<string, Pick<ScoredAssessment, "kpi" | "agency">>();
  return rows.map((row) => {
    let name = named.get(row.kpi);
    if (name === undefined) named.set(row.kpi, (name = nameOf(definitions, row.kpi)));
    return {
      goal: row.goal,
      ...name,
      period: row.period,
      chance: row.p_hit,
      ruleStatus: row.rule_status,
      ruleHitRate: row.rule_hit_rate,
      hit: row.outcome === "hit",
      backtest: row.backtest,
    };
  });
}

function nameOf(
  plan: ReturnType<PlanReader["now"]>,
  measured: string,
): Pick<ScoredAssessment, "kpi" | "agency"> {
  const id = pagedId(plan, measured);
  const kpi = plan.kpis.get(id)?.definition;
  const agency = kpi?.belongsTo;
  return {
    kpi: { id, name: kpi?.name ?? id },
    agency: agency === undefined ? null : (plan.units.get(agency)?.definition.name ?? agency),
  };
}

/** The last local date that a moment's definitions must be in force on. */
export function lastDate(moment: Moment): string {
  return moment.latest ? "9999-12-31" : `${moment.period}-31`;
}
