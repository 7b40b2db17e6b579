import { figureAt, figuresOf, hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { KpiOf, PeriodValue, SeriesLists, SeriesValues } from "@milepost/scoring";

/** Known values by `<kpi>/<series>`, from current observations of all series; totals are derived where the KPI says so. */
export function seriesValues(rows: readonly SeriesLists[], kpiOf: KpiOf): ReadonlyMap<string, SeriesValues> {
  const values = new Map<string, SeriesValues>(reportedValues(rows));
  const members = rows.filter(({ kpi }) => isDerived(kpiOf(kpi)));
  for (const [kpi, total] of totalValues(members.flatMap(figuresOf), kpiOf))
    values.set(seriesValuesKey(kpi, ""), total);
  return values;
}

function isDerived(kpi: ReturnType<KpiOf>): boolean {
  return kpi !== undefined && hasDerivedTotal(kpi);
}

function reportedValues(rows: readonly SeriesLists[]): ReadonlyMap<string, SeriesValues> {
  const series = new Map<string, Map<string, Draft>>();
  for (const row of rows) {
    const key = seriesValuesKey(row.kpi, row.series);
    let values = series.get(key);
    if (values === undefined) series.set(key, (values = new Map()));
    for (const [at, label] of row.labels.entries()) {
      let draft = values.get(label);
      if (draft === undefined) values.set(label, (draft = { actual: null, planned: null }));
      fill(draft, row, at);
    }
  }
  return series;
}

/** The key of a series in `seriesValues`. */
export function seriesValuesKey(kpi: string, series: string): string {
  return `${kpi}/${series}`;
}

type Draft = { -readonly [Field in keyof PeriodValue]: PeriodValue[Field] };

function fill(draft: Draft, row: SeriesLists, at: number): void {
  const { value, numerator, denominator, knownAt } = figureAt(row, at);
  if (row.kind === "planned") Object.assign(draft, { planned: value, plannedKnownAt: knownAt });
  else Object.assign(draft, { actual: value, numerator, denominator });
}
