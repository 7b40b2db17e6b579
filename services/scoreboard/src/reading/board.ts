import type { Topic } from "@milepost/contracts";
import type { Clock } from "@milepost/runtime";
import { changedVersions } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { alerts } from "@milepost/store/queries/alerts";
import { alertsAt } from "@milepost/store/queries/alerts-at";
import { assessments } from "@milepost/store/queries/assessments";
import { firstPeriod } from "@milepost/store/queries/first-period";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import { openAlertCount } from "@milepost/store/queries/open-alert-count";
import { outcomeAssessments } from "@milepost/store/queries/outcome-assessments";
import { seriesFigures } from "@milepost/store/queries/series-figures";
import { shiftMonth } from "../words/dates.ts";
import { alertReadings } from "./alert-readings.ts";
import { goalBeginnings } from "./goal-beginnings.ts";
import { goalReadings } from "./goal-readings.ts";
import { kpiFacts, pagedId, pagedKpis } from "./kpi-facts.ts";
import { readMembers, totalsOf } from "./member-values.ts";
import { deploymentTimeZone, momentOf, monthEnds, monthsToLookAt } from "./moments.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { AlertReading, GoalReading, KpiWithoutGoal, Moment, ScoredAssessment } from "./readings.ts";
import { onceForRows } from "./remembered-goals.ts";
import type { RememberedReads } from "./remembered-reads.ts";
import { seriesReading } from "./series.ts";

/** What pages are read from. */
export interface BoardParts {
  readonly store: Store;
  readonly reads: RememberedReads;
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
  readonly kpisWithoutGoal: readonly KpiWithoutGoal[];
}

/** Months before the moment's that lines of goals look back on. */
const MONTHS_BACK = 23;
/** What decides assessments, alerts and closings, and which of them everybody may see. */
export const DECIDED: readonly Topic[] = ["assessments", "strategy"];
/** The kinds of values that a page's figures are made of: what a source forecasts is none. */
export const FIGURES = ["actual", "planned"] as const;
const QUARTER_MS: number = 92 * 24 * 3_600_000;

/** The moment that a page asks for; undefined when there is no such month to look at. */
export async function chooseMoment(
  parts: BoardParts,
  asOf: string | undefined,
): Promise<MomentChoice | undefined> {
  const { reads, plan, clock } = parts;
  const [first] = await reads.query(firstPeriod(), ["observations"], { kinds: ["actual"] });
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
export async function readGoals({ reads, plan }: BoardParts, moment: Moment): Promise<GoalsAtMoment> {
  const definitions = plan.asOf(lastDate(moment));
  const { twoBefore } = monthEnds(moment);
  const from = `${shiftMonth(moment.period, -MONTHS_BACK)}-01`;
  const wanted = { asOf: moment.instant, from, versions: changedVersions(definitions) };
  const { instant } = moment;
  const [figures, members, made, closings] = await Promise.all([
    reads.queryByKpi((kpis) => seriesFigures({ ...(kpis && { kpis }), ...wanted }), FIGURES),
    readMembers(reads, definitions, { instant }),
    reads.query(assessments({ from: twoBefore + 1, to: moment.instant }), DECIDED),
    reads.query(goalClosings(), DECIDED),
  ]);
  return goalsFrom({ definitions, figures, members, made, closings, moment });
}

const goalsFrom = onceForRows(({ definitions, figures, members, made, closings, moment }): GoalsAtMoment => {
  const series = seriesReading(figures, totalsOf(members, definitions));
  const goals = goalReadings({ plan: definitions, series, assessments: made, closings, moment });
  const measured = new Set(goals.map(({ kpi }) => kpi.id));
  const begins = goalBeginnings(definitions, moment);
  const kpisWithoutGoal = [...pagedKpis(definitions).values()]
    .filter(({ id }) => !measured.has(id))
    .map((paged) => ({
      kpi: kpiFacts(definitions, paged, null),
      lastPeriod: series.lastPeriod(paged.id),
      goalBegins: begins.get(paged.id) ?? null,
    }));
  return { goals, kpisWithoutGoal };
});

/** Alerts that are open at a moment, and those that ended in the quarter before, with the chance as it stands then. */
export async function readAlerts(
  { reads, plan }: BoardParts,
  moment: Moment,
): Promise<readonly AlertReading[]> {
  const from = monthEnds(moment).before + 1;
  const [rows, made] = await Promise.all([
    reads.query(alertsAt({ at: moment.instant, endedSince: moment.instant - QUARTER_MS }), DECIDED),
    reads.query(assessments({ from, to: moment.instant, fans: false }), DECIDED),
  ]);
  const chances = new Map(made.map((row) => [row.goal, row.p_hit]));
  return alertReadings(rows, { plan: plan.now(), notes: plan, moment, chances });
}

/** One alert as it stands at a moment; undefined when there is none, or it was raised later. */
export async function readAlert(
  parts: BoardParts,
  id: string,
  moment: Moment,
): Promise<AlertReading | undefined> {
  const [row] = await parts.reads.query(alerts({ alert: id }), DECIDED);
  if (row === undefined || Date.parse(row.raised_as_of ?? "") > moment.instant) return undefined;
  const context = { plan: parts.plan.now(), notes: parts.plan, moment, chances: new Map<string, null>() };
  return alertReadings([row], context)[0];
}

/** How many alerts wait for somebody at a moment. */
export async function countWaitingAlerts({ reads }: BoardParts, moment: Moment): Promise<number> {
  const [row] = await reads.query(openAlertCount({ at: moment.instant }), DECIDED);
  return row?.waiting ?? 0;
}

/** Every assessment whose goal's outcome is known at a moment. */
export async function readTrackRecord(
  { reads, plan }: BoardParts,
  moment: Moment,
): Promise<readonly ScoredAssessment[]> {
  const rows = await reads.query(outcomeAssessments({ closedBy: moment.instant }), DECIDED);
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
