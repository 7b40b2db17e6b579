import { loggedAlerts } from "./alerted.ts";
import type { Logged } from "./logged.ts";
import type { Row } from "./rows.ts";

/** Columns of `assessments` that are the event's own figures and texts, by its field. */
const FIELDS: Readonly<Record<string, string>> = {
  kpi: "kpi",
  period: "period",
  periods_left: "periodsLeft",
  backtest: "backtest",
  p_hit: "pHit",
  p_hit_raw: "pHitRaw",
  reason: "reason",
  actual: "actual",
  target_to_date: "targetToDate",
  target: "target",
  expected_end: "expectedEnd",
  low_80: "low80",
  high_80: "high80",
  required_rate: "requiredRate",
  model: "model",
  model_version: "modelVersion",
};

/** What `assessments` and `alerts` must show: what the log says, the last word on each goal and moment. */
export function assessedRows(logged: readonly Logged[]): Readonly<Record<string, readonly Row[]>> {
  const topic = logged.filter((one) => one.topic === "assessments");
  const newest = new Map<string, Row>();
  for (const { event, partition, offset } of topic) {
    if (event?.type !== "milepost.assessment.made.v1") continue;
    const { goal, asOf, ...data } = event.data;
    const figures = Object.entries(FIELDS).map(([column, field]) => [column, text(data[field])]);
    newest.set(`${String(goal)} ${String(asOf)}`, {
      goal: String(goal),
      as_of: instant(String(asOf)),
      ...(Object.fromEntries(figures) as Row),
      log_partition: String(partition),
      log_offset: String(offset),
    });
  }
  return { assessments: [...newest.values()], alerts: alertRows(topic) };
}

function alertRows(topic: readonly Logged[]): readonly Row[] {
  return loggedAlerts(topic).map(({ outcome, clearedPeriod, digests, ...alert }) => ({
    alert: alert.alert,
    goal: alert.goal,
    status: outcome !== null ? "closed" : clearedPeriod !== null ? "cleared" : "open",
    backtest: String(alert.backtest),
    period: alert.period,
    p_hit: String(alert.pHit),
    digest: digests.at(-1) ?? null,
    outcome,
    log_offset: String(alert.offset),
  }));
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value as string | number | boolean);
}

function instant(iso: string): string {
  return new Date(iso).toISOString().replace("T", " ").replace("Z", "");
}
