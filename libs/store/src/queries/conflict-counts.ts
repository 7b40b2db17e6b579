import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { conflictCountRow } from "./conflicts-above.ts";
import type { ConflictCountRow } from "./conflicts-above.ts";

/** How many observations were kept apart, by KPI and reason, of those known at an instant (epoch milliseconds). */
export function conflictCounts({ at }: { readonly at: number }): Query<ConflictCountRow> {
  return {
    name: "conflict counts",
    sql: "SELECT kpi, reason, source, series_source, data_owner, count() AS conflicts FROM conflicts WHERE known_at <= {at:DateTime64(3, 'UTC')} GROUP BY ALL ORDER BY ALL",
    params: { at: instantParam(at) },
    row: conflictCountRow,
  };
}
