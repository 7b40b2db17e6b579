import type { Kpi } from "@milepost/contracts";
import { derivedTotal, hasDerivedTotal, totalRule } from "./derived-total.ts";
import type { KnownFigure } from "./derived-total.ts";
import type { PeriodValue } from "./series-values.ts";

/** What is known of a derived total in one period, and since when (epoch milliseconds; null: nothing is). */
export interface TotalValue extends PeriodValue {
  readonly actualKnownAt: number | null;
  readonly plannedKnownAt: number | null;
}

/** Finds a KPI by its id. */
export type KpiOf = (id: string) => Kpi | undefined;

const UNKNOWN: TotalValue = { actual: null, planned: null, actualKnownAt: null, plannedKnownAt: null };

/** The values of the totals that are derived, by KPI and period label, from the current values of all series. */
export function totalValues(
  figures: readonly (KnownFigure & { readonly kpi: string })[],
  kpiOf: KpiOf,
): ReadonlyMap<string, ReadonlyMap<string, TotalValue>> {
  const totals = new Map<string, ReadonlyMap<string, TotalValue>>();
  for (const [id, members] of Map.groupBy(figures, ({ kpi }) => kpi)) {
    const kpi = kpiOf(id);
    if (kpi === undefined || !hasDerivedTotal(kpi)) continue;
    totals.set(id, byPeriod(derivedTotal(members, totalRule(kpi, kpiOf))));
  }
  return totals;
}

function byPeriod(totals: readonly KnownFigure[]): ReadonlyMap<string, TotalValue> {
  const values = new Map<string, TotalValue>();
  for (const { period, kind, value, numerator, denominator, knownAt } of totals) {
    const before = values.get(period) ?? UNKNOWN;
    if (kind === "actual") {
      values.set(period, { ...before, actual: value, numerator, denominator, actualKnownAt: knownAt });
    } else if (kind === "planned") {
      values.set(period, { ...before, planned: value, plannedKnownAt: knownAt });
    }
  }
  return values;
}
