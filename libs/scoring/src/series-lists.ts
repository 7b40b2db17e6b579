import type { KnownFigure } from "./derived-total.ts";

/** The current values of one series and kind: the lists speak of the same periods, place by place. */
export interface SeriesLists {
  readonly kpi: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  readonly kind: "actual" | "planned";
  readonly labels: readonly string[];
  /** In the KPI's unit; null is unknown. */
  readonly values: readonly (number | null)[];
  /** Parts of ratios and means; empty lists where no value has any. */
  readonly numerators: readonly (number | null)[];
  readonly denominators: readonly (number | null)[];
  /** When the value could first be known, in epoch milliseconds. */
  readonly known_at: readonly number[];
}

/** The figures that a total is derived from, one by one. */
export function figuresOf(row: SeriesLists): readonly (KnownFigure & { readonly kpi: string })[] {
  const { kpi, series, kind } = row;
  return row.labels.map((period, at) => ({ kpi, series, kind, period, ...figureAt(row, at) }));
}

/** What the lists say at a place. */
export function figureAt(
  { values, numerators, denominators, known_at: known }: SeriesLists,
  at: number,
): Pick<KnownFigure, "value" | "numerator" | "denominator" | "knownAt"> {
  return {
    value: values[at] ?? null,
    numerator: numerators[at] ?? null,
    denominator: denominators[at] ?? null,
    knownAt: known[at] as number,
  };
}
