import type { Judged, Observed } from "./observations.ts";
import { judge, periodEnds, readings, restatements } from "./observations.ts";

/** A row as text, column by column; null is NULL. */
export type Row = Readonly<Record<string, string | null>>;

const DAY_MS = 86_400_000;

/** The rows of every public table of observations. */
export function observationRows(events: readonly Observed[]): Readonly<Record<string, readonly Row[]>> {
  const judged = judge(events);
  return {
    observations: currentRows(judged.accepted),
    observations_history: historyRows(judged.accepted),
    restatements: restatementRows(judged.accepted),
    conflicts: conflictRows(judged),
    kpi_freshness: freshnessRows(judged.accepted),
    ...asOfRows(events, judged),
  };
}

/** Both as-of views at a moment in the middle: what could be known then, and what was shown then. */
function asOfRows(
  events: readonly Observed[],
  { accepted }: Judged,
): Readonly<Record<string, readonly Row[]>> {
  const known = middle(accepted.map(({ knownAt }) => knownAt));
  const recorded = middle(events.map(({ recordedAt }) => recordedAt));
  if (known === undefined || recorded === undefined) return {};
  const shown = judge(events.filter(({ recordedAt }) => recordedAt <= recorded)).accepted;
  return {
    [`observations_as_of(at = '${instant(known)}')`]: currentRows(
      accepted.filter(({ knownAt }) => knownAt <= known),
    ),
    [`observations_recorded_as_of(at = '${instant(recorded)}')`]: currentRows(shown),
  };
}

function middle(instants: readonly number[]): number | undefined {
  return instants.toSorted((left, right) => left - right)[instants.length >> 1];
}

/** The current reading of each period. */
function currentRows(accepted: readonly Observed[]): readonly Row[] {
  return readings(accepted).map((period) => observationRow(period.at(-1) as Observed, period.length));
}

function historyRows(accepted: readonly Observed[]): readonly Row[] {
  return readings(accepted).flatMap((period) =>
    period.map((event, index) => ({
      ...observationRow(event, index + 1),
      event_type: event.type,
      is_current: String(index === period.length - 1),
      event_id: event.id,
      actor: event.actor,
    })),
  );
}

function observationRow(event: Observed, version: number): Row {
  return {
    kpi: event.kpi,
    series: event.series,
    grain: "month",
    ...periodColumns(event.period),
    kind: event.kind,
    value: event.value,
    numerator: event.numerator,
    denominator: event.denominator,
    unit: event.unit,
    kpi_version: "1",
    completeness: event.completeness,
    source: event.source,
    time: instant(event.time),
    known_at: instant(event.knownAt),
    recorded_at: instant(event.recordedAt),
    version: String(version),
    ...place(event),
    run_id: event.runId,
  };
}

function restatementRows(accepted: readonly Observed[]): readonly Row[] {
  return restatements(accepted).map(({ before, after }) => ({
    kpi: after.kpi,
    series: after.series,
    kind: after.kind,
    ...periodColumns(after.period),
    old_value: before.value,
    new_value: after.value,
    old_known_at: instant(before.knownAt),
    known_at: instant(after.knownAt),
    time: instant(after.time),
    recorded_at: instant(after.recordedAt),
    source: after.source,
    old_log_offset: String(before.offset),
    ...place(after),
  }));
}

function conflictRows({ conflicts }: Judged): readonly Row[] {
  return conflicts.map(({ event, reason, seriesSource, acceptedOffset }) => ({
    kpi: event.kpi,
    series: event.series,
    period_label: event.period,
    kind: event.kind,
    reason,
    source: event.source,
    series_source: seriesSource,
    event_id: event.id,
    event_type: event.type,
    value: event.value,
    accepted_log_offset: acceptedOffset === null ? null : String(acceptedOffset),
    time: instant(event.time),
    known_at: instant(event.knownAt),
    recorded_at: instant(event.recordedAt),
    ...place(event),
  }));
}

function freshnessRows(accepted: readonly Observed[]): readonly Row[] {
  const known = readings(accepted)
    .map((period) => period.at(-1) as Observed)
    .filter(({ value }) => value !== null);
  const series = Map.groupBy(known, (event) => [event.kpi, event.series, event.kind].join("|"));
  return [...series.values()].map((values) => {
    const inOrder = values.toSorted((left, right) => (left.period < right.period ? -1 : 1));
    const last = inOrder.at(-1) as Observed;
    return {
      kpi: last.kpi,
      series: last.series,
      kind: last.kind,
      last_period: last.period,
      known_at: instant(last.knownAt),
      recorded_at: instant(last.recordedAt),
      completeness: last.completeness,
      first_period: inOrder[0]?.period ?? null,
      periods: String(inOrder.length),
    };
  });
}

function periodColumns(label: string): Row {
  const end = new Date(periodEnds(label) - DAY_MS).toISOString().slice(0, 10);
  return { period_start: `${label}-01`, period_end: end, period_label: label };
}

function place({ partition, offset }: Observed): Row {
  return { log_partition: String(partition), log_offset: String(offset) };
}

/** An instant as ClickHouse writes it. */
function instant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("T", " ").replace("Z", "");
}
