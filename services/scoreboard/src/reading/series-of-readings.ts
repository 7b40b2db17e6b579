import type { CurrentReading } from "./kpi-readings.ts";
import type { KnownSeries } from "./known-series.ts";

/** First dates of the newest periods that some readings speak of. */
export function newestPeriods(current: readonly CurrentReading[], count: number): ReadonlySet<string> {
  const starts = [...new Set(current.map(({ period_start: start }) => start))].toSorted();
  return new Set(starts.slice(-count));
}

/** First dates of the periods that some readings speak of, from a local date on. */
export function periodsSince(current: readonly CurrentReading[], date: string): ReadonlySet<string> {
  return new Set(current.map(({ period_start: start }) => start).filter((start) => start >= date));
}

/**
 * Readings that count, in the order of their periods, as the series that they are of; what stands before the periods
 * that are wanted says only since when there are values.
 */
export function seriesOfReadings(
  current: readonly CurrentReading[],
  wanted: ReadonlySet<string>,
): readonly KnownSeries[] {
  const bySeries = Map.groupBy(current, ({ kpi, series, kind }) => `${kpi} ${kind} ${series}`);
  return [...bySeries.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined || first.kind === "forecast") return [];
    const listed = rows.filter(({ period_start: start }) => wanted.has(start));
    const earlier = rows.filter(({ period_start: start, value }) => !wanted.has(start) && value !== null);
    const known = listed.map(({ known_at: knownAt }) => Date.parse(knownAt));
    return [
      {
        kpi: first.kpi,
        series: first.series,
        kind: first.kind,
        labels: listed.map(({ period_label: label }) => label),
        values: listed.map(({ value }) => numberOf(value)),
        numerators: listed.map(({ numerator }) => numberOf(numerator)),
        denominators: listed.map(({ denominator }) => numberOf(denominator)),
        known_at: known,
        first_known_at: known,
        first_period: rows.find(({ value }) => value !== null)?.period_label ?? null,
        earlier_period: earlier.at(-1)?.period_label ?? null,
        earlier_known_at: 0,
      },
    ];
  });
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
