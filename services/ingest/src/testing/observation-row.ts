/** A line of `observation_events`: September's revenue as the connector `file` read it at an instant, but for what is told otherwise. */
export function observationRow(now: string, more: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    kpi: "revenue",
    series: "",
    grain: "month",
    period_start: "2026-09-01",
    period_end: "2026-09-30",
    period_label: "2026-09",
    period_ends_at: "2026-09-30T22:00:00.000Z",
    kind: "actual",
    source: "//milepost/connectors/file",
    id: "seen",
    event_type: "recorded",
    value: "11.000",
    kpi_version: 1,
    completeness: "complete",
    time: now,
    known_at: now,
    recorded_at: now,
    plan_source: "",
    actor: "test",
    log_topic: "observations",
    log_partition: 0,
    log_offset: 0,
    ...more,
  });
}
