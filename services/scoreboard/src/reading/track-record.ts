import type { PlanState } from "@milepost/plan";
import { firstAlerts } from "@milepost/store/queries/first-alerts";
import type { FirstAlertRow } from "@milepost/store/queries/first-alerts";
import { outcomeAssessments } from "@milepost/store/queries/outcome-assessments";
import type { OutcomeAssessmentRow } from "@milepost/store/queries/outcome-assessments";
import { rulesInUse } from "@milepost/store/queries/rules-in-use";
import type { RulesInUseRow } from "@milepost/store/queries/rules-in-use";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";
import { pagedId } from "./kpi-facts.ts";
import type { PlanReader } from "./plan-reader.ts";
import { unassessedGoals } from "./unassessed-goals.ts";
import type { EndedGoal, InUse, Moment, ScoredAssessment, TrackRecord, Versioned } from "./readings.ts";

/** What was told of goals whose outcome is known at a moment, who was alerted, and by which model and rules. */
export async function readTrackRecord(
  parts: Pick<BoardParts, "reads" | "plan" | "isFilling">,
  moment: Moment,
): Promise<TrackRecord> {
  const { reads, plan } = parts;
  const { instant } = moment;
  const [rows, ended, [inUse]] = await Promise.all([
    reads.query(outcomeAssessments({ closedBy: instant }), DECIDED),
    reads.query(firstAlerts({ closedBy: instant }), DECIDED),
    reads.query(rulesInUse({ at: instant }), DECIDED),
  ]);
  const definitions = plan.now();
  const named = new Map<string, KpiNames>();
  const scored = rows.map((row) => {
    let names = named.get(row.kpi);
    if (names === undefined) named.set(row.kpi, (names = namesOf(definitions, row.kpi)));
    return scoredOf(row, names);
  });
  const undecided = await undecidedGoals(parts, moment, ended);
  const decided = ended.filter(({ goal }) => !undecided.has(goal));
  return {
    scored,
    ended: decided.map((row) => endedOf(row, definitions.people)),
    undecided: undecided.size,
    inUse: inUseOf(inUse),
  };
}

/** The goals that ended and whose alerts are not decided yet: without an alert nothing is known of them. */
async function undecidedGoals(
  { reads, plan, isFilling }: Pick<BoardParts, "reads" | "plan" | "isFilling">,
  moment: Moment,
  ended: readonly FirstAlertRow[],
): Promise<ReadonlySet<string>> {
  const goals = ended.map(({ goal }) => goal);
  // Their past is assessed one after the other, and decided on together at the end.
  if (isFilling()) return new Set(goals.filter((goal) => plan.now().goals.has(goal)));
  return unassessedGoals({ reads, plan }, moment, goals);
}

type KpiNames = Pick<ScoredAssessment, "kpi" | "agency">;

function scoredOf(row: OutcomeAssessmentRow, names: KpiNames): ScoredAssessment {
  return {
    goal: row.goal,
    ...names,
    period: row.period,
    periodsLeft: row.periods_left,
    chance: row.p_hit,
    ruleStatus: row.rule_status,
    ruleHitRate: row.rule_hit_rate,
    pace: row.pace_status,
    within80: isWithin(row.end, row.low_80, row.high_80),
    within95: isWithin(row.end, row.low_95, row.high_95),
    hit: row.outcome === "hit",
    backtest: row.backtest,
    model: { name: row.model, version: row.model_version },
  };
}

function isWithin(end: number | null, low: number | null, high: number | null): boolean | null {
  if (end === null || low === null || high === null) return null;
  return end >= low && end <= high;
}

function endedOf(row: FirstAlertRow, people: PlanState["people"]): EndedGoal {
  const { goal, outcome, alerts, period, lead, kind } = row;
  const person = people.get(row.owner);
  return {
    goal,
    hit: outcome === "hit",
    alerts,
    first: period === null || lead === null ? null : { period, lead },
    kind,
    owner: person?.email ?? row.owner,
    model: { name: row.model, version: row.model_version },
  };
}

function inUseOf(row: RulesInUseRow | undefined): InUse {
  return {
    model: versioned(row?.model, row?.model_version),
    statusRule: versioned(row?.status_rule, row?.status_rule_version),
    alertRule: versioned(row?.alert_rule, row?.alert_rule_version),
  };
}

function versioned(name: string | null = null, version: string | null = null): Versioned | null {
  return name === null || version === null ? null : { name, version };
}

function namesOf(plan: ReturnType<PlanReader["now"]>, measured: string): KpiNames {
  const id = pagedId(plan, measured);
  const kpi = plan.kpis.get(id)?.definition;
  const agency = kpi?.belongsTo;
  return {
    kpi: { id, name: kpi?.name ?? id },
    agency: agency === undefined ? null : (plan.units.get(agency)?.definition.name ?? agency),
  };
}
