import { hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { KnownFigure, KpiOf, PeriodValue } from "@milepost/scoring";
import type { SeriesValuesRow } from "@milepost/store/queries/values-as-of";

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
  add(rows: readonly SeriesValuesRow[]): void;
}

/**
 * Sorts values by KPI, series and period; what was retracted is unknown, and totals are derived where the KPI says so. Rows
 * are not kept: sixteen buckets at once hold the values of all KPIs.
 */
export function growingReading(kpiOf: KpiOf): GrowingReading {
  const all = new Map<string, Map<string, KnownValue>>();
  const members = new Map<string, Set<string>>();
  const note = ({ kpi, series: name, kind, entries }: SeriesValuesRow): void => {
    const key = `${kpi} ${name}`;
    let series = all.get(key);
    if (series === undefined) all.set(key, (series = new Map()));
    for (const entry of entries) {
      const [label] = entry;
      series.set(label, { ...(series.get(label) ?? UNKNOWN), ...partOf(kind, entry) });
    }
    if (name === "") return;
    let names = members.get(kpi);
    if (names === undefined) members.set(kpi, (names = new Set()));
    names.add(name);
  };
  return {
    add: (rows) => {
      rows.forEach(note);
      const totals = totalValues(rows.filter(isMember(kpiOf)).flatMap(figuresOf), kpiOf);
      for (const [kpi, total] of totals) all.set(`${kpi} `, new Map(total));
    },
    seriesOf: (kpi, series) => all.get(`${kpi} ${series}`) ?? NOTHING,
    membersOf: (kpi) => [...(members.get(kpi) ?? [])].toSorted(),
  };
}

/** The reading of some rows. */
export function readingOf(rows: readonly SeriesValuesRow[], kpiOf: KpiOf): Reading {
  const reading = growingReading(kpiOf);
  reading.add(rows);
  return reading;
}

function isMember(kpiOf: KpiOf): (row: SeriesValuesRow) => boolean {
  return (row) => {
    const kpi = kpiOf(row.kpi);
    return kpi !== undefined && hasDerivedTotal(kpi);
  };
}

function figuresOf({
  kpi,
  series,
  kind,
  entries,
}: SeriesValuesRow): readonly (KnownFigure & { readonly kpi: string })[] {
  return entries.map(([period, value, numerator, denominator, knownAt]) => ({
    kpi,
    series,
    kind,
    period,
    value: numberOf(value),
    numerator: numberOf(numerator),
    denominator: numberOf(denominator),
    knownAt: Date.parse(knownAt),
  }));
}

function partOf(
  kind: SeriesValuesRow["kind"],
  entry: SeriesValuesRow["entries"][number],
): Partial<KnownValue> {
  const [, value, numerator, denominator, knownAt] = entry;
  if (kind === "planned") return { planned: numberOf(value), plannedKnownAt: Date.parse(knownAt) };
  return {
    actual: numberOf(value),
    numerator: numberOf(numerator),
    denominator: numberOf(denominator),
    actualKnownAt: Date.parse(knownAt),
  };
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
