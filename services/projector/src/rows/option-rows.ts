import type { EventOfType, LeadOption, OptionsWeighedData, WeighedOption } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Columns, Placed, Row } from "./row.ts";

/** What can be done about an alert: one row an option, and one for each kind of which there is none. */
export function optionRows({
  event,
  record,
}: Placed<EventOfType<"milepost.options.weighed.v1">>): readonly Row[] {
  const { data } = event;
  const found = data.options.map((one) => ({ option: one.option, kind: one.kind, ...ownColumns(one) }));
  const missing = data.none.map(({ kind, reason, triedTo }) => ({
    option: `none-${kind}`,
    kind,
    reason,
    tried_to: triedTo,
  }));
  const leads = (data.leads ?? []).map(leadColumns);
  return [...found, ...leads, ...missing].map((own, place) =>
    row("option_events", {
      ...NOTHING,
      ...sharedColumns(data),
      ...own,
      place,
      event_id: event.id,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  );
}

const NOTHING: Columns = {
  due_on: null,
  due_period: null,
  value: null,
  p_hit: null,
  change: null,
  line: null,
  reached: null,
  reached_of: null,
  until_period: null,
  child: null,
  weight: null,
  gap: null,
  share: null,
  child_assessment: null,
  lead: null,
  lead_test: null,
  lag: null,
  strength: null,
  slope: null,
  slope_error: null,
  p_hit_low: null,
  p_hit_high: null,
  level: null,
  from_period: null,
  from_date: null,
  reason: null,
  tried_to: null,
};

function sharedColumns(data: OptionsWeighedData): Columns {
  return {
    alert: data.alert,
    goal: data.goal,
    kpi: data.kpi,
    assessment: data.assessment,
    as_of: utc(data.asOf),
    period: data.period,
    periods_left: data.periodsLeft,
    p_hit_now: data.pHit,
    target_now: data.target,
    due_on_now: data.dueOn,
    clear_above: data.clearAbove,
    external: data.external,
    model: data.model,
    model_version: data.modelVersion,
    inputs_position: JSON.stringify(data.inputsPosition),
  };
}

function ownColumns(one: WeighedOption): Columns {
  switch (one.kind) {
    case "pace":
      return { value: one.value, reached: one.reached, reached_of: one.of, until_period: one.until };
    case "date":
      return { due_on: one.dueOn, due_period: one.duePeriod, ...oddsColumns(one) };
    case "target":
      return { value: one.value, ...oddsColumns(one) };
    case "child":
      return {
        child: one.goal,
        weight: one.weight,
        p_hit: one.pHit,
        gap: one.gap,
        share: one.share,
        child_assessment: one.assessment,
      };
  }
}

function leadColumns(one: LeadOption): Columns {
  const { option, kind, lead, test, lag, strength, slope, level, value, pHit, change } = one;
  const when = { from_period: one.fromPeriod, from_date: one.fromDate };
  return {
    option,
    kind,
    lead,
    lead_test: test,
    lag,
    strength,
    slope,
    slope_error: one.slopeError ?? null,
    p_hit_low: one.pHitLow ?? null,
    p_hit_high: one.pHitHigh ?? null,
    level,
    value,
    ...when,
    p_hit: pHit,
    change,
  };
}

function oddsColumns({ pHit, change, line }: Extract<WeighedOption, { line: string }>): Columns {
  return { p_hit: pHit, change, line };
}

/** What somebody decided on a suggestion. */
export function suggestionRows({
  event,
  record,
}: Placed<
  EventOfType<"milepost.suggestion.accepted.v1" | "milepost.suggestion.declined.v1">
>): readonly Row[] {
  const { data, type } = event;
  const { evidence, lead } = data;
  return [
    row("suggestion_events", {
      alert: data.alert,
      goal: data.goal,
      option: data.option,
      kind: data.kind,
      decision: type === "milepost.suggestion.accepted.v1" ? "accepted" : "declined",
      value: data.value,
      due_on: data.dueOn,
      p_hit_before: data.pHitBefore,
      p_hit: data.pHit,
      line: data.line,
      lead: lead?.kpi ?? null,
      lead_test: evidence.test ?? null,
      level: lead?.level ?? null,
      from_period: lead?.fromPeriod ?? null,
      from_date: lead?.fromDate ?? null,
      owner: lead?.owner ?? null,
      alert_event: evidence.alert,
      assessment: evidence.assessment,
      options_event: evidence.options,
      external: evidence.external,
      decided_by: data.by,
      event_id: event.id,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
