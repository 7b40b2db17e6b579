import type { AlertContent, CloudEvent, EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Columns, Placed, Row } from "./row.ts";

type Step =
  | ("raised" | "cleared" | "delivered" | "acknowledged" | "closed")
  | ("snoozed" | "woken" | "escalated" | "reassigned" | "reopened" | "recovering");

export function alertRaisedRows(placed: Placed<EventOfType<"milepost.alert.raised.v1">>): readonly Row[] {
  const { data } = placed.event;
  return [
    step("raised", placed, {
      alert: data.alert,
      goal: data.goal,
      kpi: data.kpi,
      owner: data.owner,
      as_of: utc(data.asOf),
      period: data.period,
      backtest: data.backtest,
      p_hit: data.pHit,
      p_hit_before: data.pHitBefore,
      raise_below: data.raiseBelow,
      periods: data.periods,
      reach: data.reach ?? null,
      expected_end: data.expectedEnd,
      low_80: data.low80,
      high_80: data.high80,
      target: data.target,
      gap: data.gap,
      last_action_period: data.lastActionPeriod,
      headline: data.headline,
      message: data.message,
      evidence: data.evidence,
      assessments: data.assessments ?? [],
      model: data.model ?? "",
      model_version: data.modelVersion ?? "",
      inputs_position: data.inputsPosition === undefined ? "" : JSON.stringify(data.inputsPosition),
      rule_id: data.rule?.id ?? "",
      rule_version: data.rule?.version ?? "",
      ...contentColumns(data.content),
    }),
  ];
}

/** What was told of an alert; of an older one nothing is known. */
function contentColumns(content: AlertContent | undefined): Columns {
  if (content === undefined) return {};
  const { answer, impact, next, trust } = content;
  return {
    content_as_of: utc(content.asOf),
    confidence: content.confidence,
    act_until: content.actUntil,
    causes: content.causes,
    goals_above: impact.goals,
    scorecards: impact.scorecards,
    newest_period: trust.newest?.period ?? null,
    newest_known_at: trust.newest === null ? null : utc(trust.newest.knownAt),
    newest_sources: trust.newest?.sources ?? [],
    window_periods: trust.periods,
    window_known: trust.known,
    record_goals: trust.goals,
    record_missed: trust.missed,
    record_precision: trust.precision,
    next_step: next.kind,
    next_option: next.option,
    next_text: next.text,
    waits_from: utc(answer.from),
    answer_by: answer.by === null ? null : utc(answer.by),
    answer_next: answer.next,
  };
}

export function alertClearedRows(placed: Placed<EventOfType<"milepost.alert.cleared.v1">>): readonly Row[] {
  const { alert, goal, asOf, period, pHit, backtest } = placed.event.data;
  return [step("cleared", placed, { alert, goal, as_of: utc(asOf), period, p_hit: pHit, backtest })];
}

export function alertsDeliveredRows(
  placed: Placed<EventOfType<"milepost.alerts.delivered.v1">>,
): readonly Row[] {
  const { alerts, owner, digest, channel } = placed.event.data;
  return alerts.map((alert) => step("delivered", placed, { alert, owner, digest, channel }));
}

export function alertAcknowledgedRows(
  placed: Placed<EventOfType<"milepost.alert.acknowledged.v1">>,
): readonly Row[] {
  const { alert, goal, by, reviewDate } = placed.event.data;
  return [step("acknowledged", placed, { alert, goal, acknowledged_by: by, review_date: reviewDate })];
}

export function alertClosedRows(placed: Placed<EventOfType<"milepost.alert.closed.v1">>): readonly Row[] {
  const { alert, goal, asOf, outcome, reach = null, reason = null } = placed.event.data;
  return [step("closed", placed, { alert, goal, as_of: utc(asOf), outcome, reach, reason })];
}

export function alertSnoozedRows(placed: Placed<EventOfType<"milepost.alert.snoozed.v1">>): readonly Row[] {
  const { alert, goal, by, until } = placed.event.data;
  return [step("snoozed", placed, { alert, goal, snoozed_by: by, snoozed_until: until })];
}

export function alertWokenRows(placed: Placed<EventOfType<"milepost.alert.woken.v1">>): readonly Row[] {
  const { alert, goal, asOf, snooze } = placed.event.data;
  return [step("woken", placed, { alert, goal, as_of: utc(asOf), cause: snooze })];
}

export function alertEscalatedRows(
  placed: Placed<EventOfType<"milepost.alert.escalated.v1">>,
): readonly Row[] {
  const { alert, goal, asOf, level, to, since } = placed.event.data;
  return [step("escalated", placed, { alert, goal, as_of: utc(asOf), level, held_by: to, cause: since })];
}

export function alertReassignedRows(
  placed: Placed<EventOfType<"milepost.alert.reassigned.v1">>,
): readonly Row[] {
  const { alert, goal, to } = placed.event.data;
  return [step("reassigned", placed, { alert, goal, held_by: to })];
}

export function alertReviewedRows(
  placed: Placed<EventOfType<"milepost.alert.reopened.v1" | "milepost.alert.recovering.v1">>,
): readonly Row[] {
  const { alert, goal, asOf, period, acknowledgement, pHit, pHitBefore } = placed.event.data;
  const chances = { period, p_hit: pHit, p_hit_before: pHitBefore };
  const name = placed.event.type === "milepost.alert.reopened.v1" ? "reopened" : "recovering";
  return [step(name, placed, { alert, goal, as_of: utc(asOf), ...chances, cause: acknowledgement })];
}

function step(name: Step, { event, record }: Placed<CloudEvent>, columns: Columns): Row {
  return row("alert_events", {
    step: name,
    ...columns,
    event_id: event.id,
    time: utc(event.time),
    recorded_at: recordedAt(event),
    ...lineage(record),
  });
}
