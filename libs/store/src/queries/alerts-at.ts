import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { alertsSql } from "../views/alerts.ts";
import type { AlertRow } from "./alerts.ts";
import { alertRow } from "./alerts.ts";
import { allOf, given } from "./conditions.ts";

/** Reaches the primary key, so that the life of other alerts is not folded. */
const ALERTS_OF_KPIS =
  "SELECT alert FROM {base:Identifier}.alert_events WHERE step = 'raised' AND kpi IN {kpis:Array(String)}";

/** An alert that was closed again had its first outcome until then. */
const KNOWN_THEN = "(events.step NOT IN ('cleared', 'closed') OR events.as_of <= {at:DateTime64(3, 'UTC')})";

/** Alerts raised by an instant (epoch ms), ended as was known then: one, those of some KPIs, or those open then or ended since another instant; newest first. */
export function alertsAt(options: {
  readonly at: number;
  /** Leaves out what was cleared or closed before (epoch milliseconds). */
  readonly endedSince?: number;
  readonly alert?: string;
  /** The measured KPI. */
  readonly kpis?: readonly string[];
}): Query<AlertRow> {
  const { at, endedSince, alert, kpis } = options;
  const ended =
    "least(ifNull(cleared_as_of, toDateTime64('2200-01-01', 3, 'UTC')), ifNull(closed_as_of, toDateTime64('2200-01-01', 3, 'UTC')))";
  const where = allOf(
    "raised_as_of <= {at:DateTime64(3, 'UTC')}",
    endedSince !== undefined && `${ended} > {endedSince:DateTime64(3, 'UTC')}`,
    kpis && "kpi IN {kpis:Array(String)}",
  );
  const counted = allOf(
    KNOWN_THEN,
    alert !== undefined && "alert = {alert:String}",
    kpis && `alert IN (${ALERTS_OF_KPIS})`,
  );
  return {
    name: "alerts at",
    sql: `SELECT * FROM (${alertsSql("{base:Identifier}", counted)}) WHERE ${where} ORDER BY raised_as_of DESC, alert`,
    params: given({
      at: instantParam(at),
      endedSince: endedSince === undefined ? undefined : instantParam(endedSince),
      alert,
      kpis,
    }),
    settings: { max_threads: 1 },
    row: alertRow,
  };
}
