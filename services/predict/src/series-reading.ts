import { figureAt, figuresOf, hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { KpiOf, PeriodValue, SeriesLists } from "@milepost/scoring";

/** What is known of one series in one period, and since when. */
export interface KnownValue extends PeriodValue {
  /** Epoch milliseconds; null: there is no actual. */
  readonly actualKnownAt: number | null;
  readonly plannedKnownAt: number | null;
}

/** Known values of one series by period label. */
export type KnownSeries = ReadonlyMap<string, KnownValue>;

/** Everything that could be known at one moment, at one position of the log. */
export interface Reading {
  /** The values of a KPI's series; empty when nothing is known. */
  seriesOf(kpi: string, series: string): KnownSeries;
  /** The series of a KPI besides its total. */
  membersOf(kpi: string): readonly string[];
}

const NOTHING: KnownSeries = new Map();
const UNKNOWN: KnownValue = { actual: null, planned: null, actualKnownAt: null, plannedKnownAt: null };

/** A reading that grows: rows of a KPI come all at once. */
export interface GrowingReading extends Reading {
  add(rows: readonly SeriesLists[]): void;
}

/**
 * Sorts values by KPI, series and period; what was retracted is unknown, and totals are derived where the KPI says so. A series
 * is laid out when somebody asks for it: goals look at few of those that a KPI has.
 */
export function growingReading(kpiOf: KpiOf): GrowingReading {
  const known = new Map<string, Map<string, SeriesLists[]>>();
  const laidOut = new Map<string, KnownSeries>();
  const layOut = (id: string, name: string): KnownSeries => {
    const kpi = kpiOf(id);
    if (name === "" && kpi !== undefined && hasDerivedTotal(kpi)) {
      const figures = [...(known.get(id)?.values() ?? [])].flat().flatMap(figuresOf);
      return totalValues(figures, kpiOf).get(id) ?? NOTHING;
    }
    return seriesOfRows(known.get(id)?.get(name) ?? []);
  };
  return {
    add: (rows) => {
      for (const row of rows) {
        let series = known.get(row.kpi);
        if (series === undefined) known.set(row.kpi, (series = new Map()));
        series.set(row.series, [...(series.get(row.series) ?? []), row]);
      }
    },
    seriesOf: (kpi, name) => {
      const key = `${kpi} ${name}`;
      let series = laidOut.get(key);
      if (series === undefined) laidOut.set(key, (series = layOut(kpi, name)));
      return series;
    },
    membersOf: (kpi) => [...(known.get(kpi)?.keys() ?? [])].filter((name) => name !== "").toSorted(),
  };
}

function seriesOfRows(rows: readonly SeriesLists[]): KnownSeries {
  if (rows.length === 0) return NOTHING;
  const series = new Map<string, KnownValue>();
  for (const row of rows) {
    for (const [at, label] of row.labels.entries())
      series.set(label, { ...(series.get(label) ?? UNKNOWN), ...partOf(row, at) });
  }
  return series;
}

/** The reading of some rows. */
export function readingOf(rows: readonly SeriesLists[], kpiOf: KpiOf): Reading {
  const reading = growingReading(kpiOf);
  reading.add(rows);
  return reading;
}

function partOf(row: SeriesLists, at: number): Partial<KnownValue> {
  const { value, numerator, denominator, knownAt } = figureAt(row, at);
  if (row.kind === "planned") return { planned: value, plannedKnownAt: knownAt };
  return { actual: value, numerator, denominator, actualKnownAt: knownAt };
}
