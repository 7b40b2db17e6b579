import { lastCompletePeriod } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { AlertRow, AlertState } from "@milepost/store/queries/alerts";
import { goalApart } from "./goal-apart.ts";
import { ownerOf, pagedId } from "./kpi-facts.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { Acknowledgement, Snooze } from "./alert-life.ts";
import type { AlertReading, Closing, Moment } from "./readings.ts";

/** What alerts are read with. */
export interface AlertContext {
  readonly plan: PlanState;
  readonly notes: Pick<PlanReader, "note">;
  readonly moment: Moment;
  /** Chance of each goal as it stands at the moment, by the id that the plan has. */
  readonly chances: ReadonlyMap<string, number | null>;
}

/** Alerts as a moment knows them: what came later is left out. */
export function alertReadings(rows: readonly AlertRow[], context: AlertContext): readonly AlertReading[] {
  return rows.map((row) => alertReading(row, context));
}

function alertReading(row: AlertRow, context: AlertContext): AlertReading {
  const { plan, moment } = context;
  const kpi = pagedId(plan, row.kpi);
  const definition = plan.kpis.get(kpi)?.definition;
  const agency = definition?.belongsTo;
  const goal = currentId(plan, "goal", row.goal);
  return {
    alert: row.alert,
    goal,
    apart: goalApart(plan, goal),
    kpi: {
      id: kpi,
      name: definition?.name ?? kpi,
      agency: agency === undefined ? null : (plan.units.get(agency)?.definition.name ?? agency),
    },
    owner: ownerOf(plan, row.holder),
    state: stateOf(row, moment),
    period: row.period,
    backtest: row.backtest,
    chance: row.p_hit ?? 0,
    chanceBefore: row.p_hit_before,
    chanceNow: context.chances.get(goal) ?? null,
    reach: row.reach,
    headline: row.headline,
    message: row.message,
    evidence: row.evidence,
    lastActionPeriod: row.last_action_period,
    clearedPeriod: periodOf(row.cleared_as_of, moment),
    outcome: known(row.closed_as_of, moment) ? outcomeOf(row.outcome) : null,
    acknowledgement: acknowledgementOf(row, context),
    review: reviewOf(row, moment),
    snooze: snoozeOf(row, context),
    digest: digestOf(row, moment),
  };
}

function known(instant: string | null, moment: Moment): boolean {
  return instant !== null && Date.parse(instant) <= moment.instant;
}

function digestOf({ digest, delivered_at }: AlertRow, moment: Moment): AlertReading["digest"] {
  if (digest === null || delivered_at === null || !known(delivered_at, moment)) return null;
  return { id: digest, deliveredAt: Date.parse(delivered_at) };
}

function periodOf(instant: string | null, moment: Moment): string | null {
  if (instant === null || !known(instant, moment)) return null;
  return lastCompletePeriod(Date.parse(instant), "month", moment.timeZone).label;
}

function outcomeOf(outcome: string | null): Closing["outcome"] | null {
  return outcome === "hit" || outcome === "miss" || outcome === "unscored" ? outcome : null;
}

/** At an earlier moment what people said later is left out; steps before the last one of a kind are not told apart. */
function stateOf(row: AlertRow, moment: Moment): AlertState {
  if (moment.latest) return row.state;
  if (known(row.closed_as_of, moment)) return "closed";
  if (known(row.cleared_as_of, moment)) return "cleared";
  const taken = known(row.acknowledged_at, moment);
  if (!taken) return known(row.escalated_at, moment) ? "escalated" : "open";
  if (known(row.reopened_at, moment) && (row.reopened_at ?? "") > (row.acknowledged_at ?? ""))
    return "reopened";
  return known(row.recovering_as_of, moment) ? "recovering" : "acknowledged";
}

/** Whether a moment shows what was done at an instant; the newest one also what was done a second ago on a clock that stands still. */
export function seen(instant: string | null, moment: Moment): boolean {
  return instant !== null && (moment.latest || known(instant, moment));
}

function reviewOf(row: AlertRow, moment: Moment): AlertReading["review"] {
  const state = stateOf(row, moment);
  if (state === "reopened") return { before: row.reopened_p_hit_before, after: row.reopened_p_hit };
  if (state !== "recovering") return null;
  return { before: row.recovering_p_hit_before, after: row.recovering_p_hit };
}

function snoozeOf(row: AlertRow, { notes, moment, plan }: AlertContext): Snooze | null {
  if (!seen(row.snoozed_at, moment) || row.snoozed_until === null) return null;
  const by = row.snoozed_by ?? "";
  const reason = row.snooze === null ? undefined : notes.note(row.snooze);
  return { by: plan.people.get(by)?.email ?? by, until: row.snoozed_until, reason: reason ?? null };
}

function acknowledgementOf(row: AlertRow, { notes, moment, plan }: AlertContext): Acknowledgement | null {
  if (!seen(row.acknowledged_at, moment) || row.review_date === null) return null;
  const by = row.acknowledged_by ?? "";
  const plans = row.acknowledgement === null ? undefined : notes.note(row.acknowledgement);
  return { by: plan.people.get(by)?.email ?? by, reviewDate: row.review_date, plan: plans ?? null };
}
