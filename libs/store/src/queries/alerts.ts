import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import {
  count,
  figure,
  flag,
  instant,
  lineage,
  maybeCount,
  maybeDate,
  maybeInstant,
  maybeText,
  text,
} from "./row-fields.ts";

/** Where an alert can be in its life. */
export const ALERT_STATES = [
  "open",
  "escalated",
  "reopened",
  "snoozed",
  "acknowledged",
  "recovering",
  "cleared",
  "closed",
] as const;

export type AlertState = (typeof ALERT_STATES)[number];

export const alertRow = z.object({
  alert: text,
  goal: text,
  kpi: text,
  owner: text,
  status: z.enum(["open", "acknowledged", "cleared", "closed"]),
  state: z.enum(ALERT_STATES),
  holder: text,
  backtest: flag,
  raised_as_of: maybeInstant,
  period: text,
  p_hit: figure,
  p_hit_before: figure,
  raise_below: figure,
  periods: maybeCount,
  reach: figure,
  expected_end: figure,
  low_80: figure,
  high_80: figure,
  target: figure,
  gap: figure,
  last_action_period: maybeText,
  headline: text,
  message: text,
  evidence: text,
  assessments: z.array(text),
  model: text,
  model_version: text,
  inputs_position: text,
  rule_id: text,
  rule_version: text,
  content_as_of: maybeInstant,
  confidence: maybeText,
  act_until: maybeDate,
  causes: z.array(z.object({ kind: text, of: text, share: figure, evidence: text, text })),
  goals_above: z.array(
    z.object({ goal: text, title: text, owner: text, weight: z.number(), share: z.number() }),
  ),
  scorecards: z.array(z.object({ scorecard: text, name: text, goal: text, share: z.number() })),
  newest_period: maybeText,
  newest_known_at: maybeInstant,
  newest_sources: z.array(text),
  window_periods: maybeCount,
  window_known: maybeCount,
  record_goals: maybeCount,
  record_missed: maybeCount,
  record_precision: figure,
  next_step: maybeText,
  next_option: maybeText,
  next_text: maybeText,
  waits_from: maybeInstant,
  answer_by: maybeInstant,
  answer_next: maybeText,
  delivered_at: maybeInstant,
  digest: maybeText,
  acknowledged_at: maybeInstant,
  acknowledged_by: maybeText,
  acknowledgement: maybeText,
  review_date: maybeDate,
  recovering_as_of: maybeInstant,
  recovering_p_hit: figure,
  recovering_p_hit_before: figure,
  reopened_at: maybeInstant,
  reopened_p_hit: figure,
  reopened_p_hit_before: figure,
  snoozed_at: maybeInstant,
  snoozed_by: maybeText,
  snoozed_until: maybeDate,
  snooze: maybeText,
  escalation_level: count,
  escalated_at: maybeInstant,
  escalated_to: maybeText,
  cleared_as_of: maybeInstant,
  cleared_p_hit: figure,
  closed_as_of: maybeInstant,
  outcome: maybeText,
  unscored_reason: maybeText,
  recorded_at: instant,
  ...lineage,
});
/** An alert with its life cycle; figures in the KPI's unit, chances from 0 to 1. */
export type AlertRow = z.infer<typeof alertRow>;

export interface AlertsOptions {
  readonly alert?: string;
  readonly goals?: readonly string[];
  readonly owner?: string;
  readonly backtest?: boolean;
}

/** Alerts, the newest first; those of private goals are left out. */
export function alerts(options: AlertsOptions = {}): Query<AlertRow> {
  const where = allOf(
    options.alert !== undefined && "alert = {alert:String}",
    options.goals && "goal IN {goals:Array(String)}",
    options.owner !== undefined && "owner = {owner:String}",
    options.backtest !== undefined && "backtest = {backtest:Bool}",
  );
  return {
    name: "alerts",
    sql: `SELECT * FROM alerts WHERE ${where} ORDER BY raised_as_of DESC, alert`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: alertRow,
  };
}
