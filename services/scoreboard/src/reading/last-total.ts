import type { PlanState } from "@milepost/plan";
import type { KnownSeries } from "./known-series.ts";
import { seriesReading } from "./series.ts";

/** How far a total reaches. */
interface LastTotal {
  /** Its last known period, else the last one of a member before the years that are remembered. */
  readonly last_period: string;
  /** Since when all of that period's members are known; null: it lies before those years. */
  readonly known_at: string | null;
}

/** How far the derived total of a KPI reaches, by the current values of its members; undefined: none ever had a value. */
export function lastTotal(
  kpi: string,
  rows: readonly KnownSeries[],
  plan: Pick<PlanState, "kpis">,
): LastTotal | undefined {
  const last = seriesReading(new Map([[kpi, rows]]), plan).lastPeriod(kpi);
  if (last === null) return undefined;
  const known = rows
    .filter(({ series, kind }) => series !== "" && kind === "actual")
    .flatMap(({ labels, known_at: at }) => at.filter((_, index) => labels[index] === last));
  return {
    last_period: last,
    known_at: known.length === 0 ? null : new Date(Math.max(...known)).toISOString(),
  };
}
