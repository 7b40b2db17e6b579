import type { ObservationKind } from "@milepost/contracts";
import { hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { KpiOf, PeriodValue, SeriesValues } from "@milepost/scoring";

/** The current value of one series for one period, as tables give it: decimal text, null is unknown. */
export interface CurrentFigure {
  readonly kpi: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  readonly kind: ObservationKind;
  readonly period_label: string;
  readonly value: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  /** ISO 8601 UTC. */
  readonly known_at: string;
}

/** Known values by `<kpi>/<series>`, from current observations of all series; totals are derived where the KPI says so. */
export function seriesValues(
  rows: readonly CurrentFigure[],
  kpiOf: KpiOf,
): ReadonlyMap<string, SeriesValues> {
  const values = new Map<string, SeriesValues>(reportedValues(rows));
  const members = rows.filter(({ kpi }) => isDerived(kpiOf(kpi)));
  const figures = members.map((row) => ({
    ...row,
    period: row.period_label,
    value: numberOf(row.value),
    numerator: numberOf(row.numerator),
    denominator: numberOf(row.denominator),
    knownAt: Date.parse(row.known_at),
  }));
  for (const [kpi, total] of totalValues(figures, kpiOf)) values.set(seriesValuesKey(kpi, ""), total);
  return values;
}

function isDerived(kpi: ReturnType<KpiOf>): boolean {
  return kpi !== undefined && hasDerivedTotal(kpi);
}

function reportedValues(rows: readonly CurrentFigure[]): ReadonlyMap<string, SeriesValues> {
  const series = new Map<string, Map<string, Draft>>();
  for (const row of rows) {
    const key = seriesValuesKey(row.kpi, row.series);
    let values = series.get(key);
    if (values === undefined) series.set(key, (values = new Map()));
    let value = values.get(row.period_label);
    if (value === undefined) values.set(row.period_label, (value = { actual: null, planned: null }));
    if (row.kind === "planned") {
      value.planned = numberOf(row.value);
      value.plannedKnownAt = Date.parse(row.known_at);
    } else if (row.kind === "actual") {
      value.actual = numberOf(row.value);
      value.numerator = numberOf(row.numerator);
      value.denominator = numberOf(row.denominator);
    }
  }
  return series;
}

/** The key of a series in `seriesValues`. */
export function seriesValuesKey(kpi: string, series: string): string {
  return `${kpi}/${series}`;
}

type Draft = { -readonly [Field in keyof PeriodValue]: PeriodValue[Field] };

function numberOf(value: string | null): number | null {
  return value === null ? null : Number(value);
}
