import { GRAINS, parsePeriod } from "@milepost/contracts";
import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

export function assessmentRows({
  event,
  record,
}: Placed<EventOfType<"milepost.assessment.made.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("assessment_events", {
      goal: data.goal,
      kpi: data.kpi,
      as_of: utc(data.asOf),
      id: event.id,
      period: data.period,
      periods_left: data.periodsLeft,
      backtest: data.backtest,
      p_hit: data.pHit,
      p_hit_raw: data.pHitRaw,
      reason: data.reason ?? null,
      actual: data.actual,
      target_to_date: data.targetToDate,
      target: data.target,
      target_lower: data.targetRange?.lower ?? null,
      target_upper: data.targetRange?.upper ?? null,
      expected_end: data.expectedEnd,
      low_80: data.low80,
      high_80: data.high80,
      low_95: data.low95,
      high_95: data.high95,
      required_rate: data.requiredRate,
      required_rate_reached: data.requiredRateReached,
      required_rate_of: data.requiredRateOf,
      last_action_period: data.lastActionPeriod,
      crossing_period: data.crossingPeriod,
      crossing_date: data.crossingPeriod === null ? null : lastDate(data.crossingPeriod),
      rule_id: data.rule.id,
      rule_version: data.rule.version,
      rule_status: data.rule.status,
      rule_hit_rate: data.rule.hitRate,
      pace_expected: data.pace?.expected ?? null,
      pace_status: data.pace?.status ?? "unknown",
      model: data.model,
      model_version: data.modelVersion,
      calibration: JSON.stringify(data.calibration),
      fan: data.fan,
      breaks: data.breaks ?? [],
      reach: data.reach?.share ?? null,
      reach_target: data.reach?.target ?? null,
      p_reach: data.reach?.pHit ?? null,
      inputs_position: JSON.stringify(data.inputsPosition),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

export function goalClosedRows({
  event,
  record,
}: Placed<EventOfType<"milepost.goal.closed.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("goal_closings", {
      goal: data.goal,
      as_of: utc(data.asOf),
      outcome: data.outcome,
      actual: data.actual,
      target: data.target,
      inputs_position: JSON.stringify(data.inputsPosition),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

export function forecasterLearnedRows({
  event,
  record,
}: Placed<EventOfType<"milepost.forecaster.learned.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("forecaster_lesson_events", {
      id: event.id,
      grain: data.grain,
      as_of: utc(data.asOf),
      period: data.period,
      model_version: data.modelVersion,
      series: data.series,
      goals: data.goals,
      weights: JSON.stringify(data.weights),
      reach_80: data.intervals.reach80,
      reach_95: data.intervals.reach95,
      inputs_position: JSON.stringify(data.inputsPosition),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

function lastDate(label: string): string | null {
  for (const grain of GRAINS) {
    const period = parsePeriod(label, grain);
    if (period !== undefined) return period.end;
  }
  return null;
}
