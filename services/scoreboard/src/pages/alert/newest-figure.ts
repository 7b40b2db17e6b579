import { hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { KpiOf } from "@milepost/scoring";
import type { CurrentReading } from "../../reading/kpi-readings.ts";

/** The last period of a series with a figure. */
export interface NewestFigure {
  readonly period: string;
  /** Since when all of the figure could be known, in epoch milliseconds. */
  readonly knownAt: number;
}

/** What of a reading says it. */
export type FigureReading = Pick<CurrentReading, "kpi" | "series" | "kind" | "period_label"> &
  Pick<CurrentReading, "value" | "numerator" | "denominator" | "known_at">;

/**
 * The newest actual figure of a KPI's series, of those that count. A total that is made from its members is known where all of
 * them are, and since the last of them is. Null: no figure is known.
 */
export function newestFigure(
  current: readonly FigureReading[],
  { kpi, series, kpiOf }: { readonly kpi: string; readonly series: string; readonly kpiOf: KpiOf },
): NewestFigure | null {
  const definition = kpiOf(kpi);
  const isDerived = series === "" && definition !== undefined && hasDerivedTotal(definition);
  const known = isDerived ? totals(current, kpiOf) : ownFigures(current, series);
  return known.reduce<NewestFigure | null>(
    (newest, one) => (newest === null || one.period > newest.period ? one : newest),
    null,
  );
}

function ownFigures(current: readonly FigureReading[], series: string): readonly NewestFigure[] {
  return current
    .filter((one) => one.series === series && one.kind === "actual" && one.value !== null)
    .map(({ period_label: period, known_at: knownAt }) => ({ period, knownAt: Date.parse(knownAt) }));
}

function totals(current: readonly FigureReading[], kpiOf: KpiOf): readonly NewestFigure[] {
  const figures = current
    .filter(({ kind }) => kind === "actual")
    .map(({ kpi, series, kind, period_label: period, known_at: knownAt, ...parts }) => ({
      kpi,
      series,
      kind,
      period,
      knownAt: Date.parse(knownAt),
      value: numberOf(parts.value),
      numerator: numberOf(parts.numerator),
      denominator: numberOf(parts.denominator),
    }));
  return [...totalValues(figures, kpiOf).values()].flatMap((total) =>
    [...total].flatMap(([period, { actual, actualKnownAt }]) =>
      actual === null || actualKnownAt === null ? [] : [{ period, knownAt: actualKnownAt }],
    ),
  );
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
