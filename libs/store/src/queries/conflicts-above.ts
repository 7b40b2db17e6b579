import { z } from "zod";
import type { Query } from "../index.ts";
import { count, maybeText, text } from "./row-fields.ts";

export const conflictCountRow = z.object({
  kpi: text,
  reason: text,
  source: text,
  series_source: text,
  data_owner: maybeText,
  conflicts: count,
});
/** How many observations of a KPI were kept apart for one reason. */
export type ConflictCountRow = z.infer<typeof conflictCountRow>;

export interface ConflictsAboveOptions {
  readonly kpis: readonly string[];
  /** Observations partition → first offset that counts. */
  readonly from: Readonly<Record<number, number>>;
}

/** Conflicts of some KPIs among the records from some offsets on. */
export function conflictsAbove({ kpis, from }: ConflictsAboveOptions): Query<ConflictCountRow> {
  const places = Object.keys(from).map(
    (partition) => `log_partition = ${Number(partition)} AND log_offset >= {from${partition}:UInt64}`,
  );
  const above = places.length === 0 ? "0" : places.join(" OR ");
  return {
    name: "conflicts above",
    sql: `SELECT kpi, reason, source, series_source, data_owner, count() AS conflicts FROM conflicts WHERE kpi IN {kpis:Array(String)} AND (${above}) GROUP BY ALL ORDER BY ALL`,
    params: {
      kpis,
      ...Object.fromEntries(Object.entries(from).map(([partition, offset]) => [`from${partition}`, offset])),
    },
    settings: { max_threads: 1 },
    row: conflictCountRow,
  };
}
