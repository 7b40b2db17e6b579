import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { conflictCountRow } from "./conflicts-above.ts";
import type { ConflictCountRow } from "./conflicts-above.ts";

/** KPIs of which one series has several sources, or an id twice: no other one has conflicts, and these are few. */
const SUSPECTS = `SELECT kpi FROM {base:Identifier}.observation_events
GROUP BY kpi, series HAVING min(source) != max(source) OR count() != uniqExact(id)`;

/** How many observations were kept apart, by KPI and reason, of those known at an instant (epoch milliseconds). */
export function conflictCounts({ at }: { readonly at: number }): Query<ConflictCountRow> {
  return {
    name: "conflict counts",
    sql: `SELECT kpi, reason, source, series_source, data_owner, count() AS conflicts FROM conflicts
WHERE kpi IN (${SUSPECTS}) AND known_at <= {at:DateTime64(3, 'UTC')} GROUP BY ALL ORDER BY ALL`,
    params: { at: instantParam(at) },
    // The table is in this order already: one group after the other is held, not all of them.
    settings: { optimize_aggregation_in_order: 1 },
    row: conflictCountRow,
  };
}
