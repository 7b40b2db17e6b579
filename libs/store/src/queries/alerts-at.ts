import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import type { AlertRow } from "./alerts.ts";
import { alertRow } from "./alerts.ts";
import { allOf, given } from "./conditions.ts";

/** Reaches the primary key, so that the life of other alerts is not folded. */
const ALERTS_OF_KPIS =
  "SELECT alert FROM {base:Identifier}.alert_events WHERE step = 'raised' AND kpi IN {kpis:Array(String)}";

/** Alerts raised by an instant (epoch ms): of one KPI, or those open then or ended since another instant; newest first. */
export function alertsAt(options: {
  readonly at: number;
  /** Leaves out what was cleared or closed before (epoch milliseconds). */
  readonly endedSince?: number;
  /** The measured KPI. */
  readonly kpis?: readonly string[];
}): Query<AlertRow> {
  const { at, endedSince, kpis } = options;
  const ended =
    "least(ifNull(cleared_as_of, toDateTime64('2200-01-01', 3, 'UTC')), ifNull(closed_as_of, toDateTime64('2200-01-01', 3, 'UTC')))";
  const where = allOf(
    "raised_as_of <= {at:DateTime64(3, 'UTC')}",
    endedSince !== undefined && `${ended} > {endedSince:DateTime64(3, 'UTC')}`,
    kpis && `alert IN (${ALERTS_OF_KPIS}) AND kpi IN {kpis:Array(String)}`,
  );
  return {
    name: "alerts at",
    sql: `SELECT * FROM alerts WHERE ${where} ORDER BY raised_as_of DESC, alert`,
    params: given({
      at: instantParam(at),
      endedSince: endedSince === undefined ? undefined : instantParam(endedSince),
      kpis,
    }),
    settings: { max_threads: 1 },
    row: alertRow,
  };
}
