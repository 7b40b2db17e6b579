import type { ObservationKind, Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { currentObservationsSql } from "../views/judged-observations.ts";
import { currentVersionsByKey } from "../views/readings-by-key.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { belowPosition } from "./below-position.ts";
import { allOf, given } from "./conditions.ts";
import { count, date, decimal, instant, lineage, maybeText, text } from "./row-fields.ts";

export const observationRow = z.object({
  kpi: text,
  series: text,
  grain: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  period_start: date,
  period_end: date,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  unit: maybeText,
  kpi_version: count,
  completeness: text,
  source: text,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  version: count,
  ...lineage,
  run_id: maybeText,
});
/** The current value of one series for one period; values are decimal text, null is unknown. */
export type ObservationRow = z.infer<typeof observationRow>;

export interface CurrentObservationsOptions {
  /** KPI ids; absent: all. */
  readonly kpis?: readonly string[];
  /** Only what could be known at this instant (epoch milliseconds). */
  readonly asOf?: number;
  /** Only what had been recorded at this instant (epoch milliseconds). */
  readonly recordedAsOf?: number;
  /** Only log records below this position count. */
  readonly position?: Position;
  /** First and last `period_start` wanted, local dates, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly kinds?: readonly ObservationKind[];
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}

/** The current observations, ordered by kpi, series, kind and period. */
export function currentObservations(options: CurrentObservationsOptions): Query<ObservationRow> {
  const { kpis, asOf, recordedAsOf, position, from, to, kinds, versions } = options;
  const counting = ofVersions(versions);
  const below = position === undefined ? undefined : belowPosition(position);
  const events = allOf(
    kpis && "kpi IN {kpis:Array(String)}",
    below?.condition,
    recordedAsOf !== undefined && "recorded_at <= {recordedAsOf:DateTime64(3, 'UTC')}",
  );
  const accepted = allOf(
    asOf !== undefined && "known_at <= {asOf:DateTime64(3, 'UTC')}",
    from !== undefined && "period_start >= {from:Date32}",
    to !== undefined && "period_start <= {to:Date32}",
    kinds && "kind IN {kinds:Array(String)}",
    counting.condition,
  );
  const current = kpis === undefined ? currentObservationsSql : currentVersionsByKey;
  return {
    name: "current observations",
    sql: `SELECT * FROM (${current("{base:Identifier}", { events, accepted })})\nORDER BY kpi, series, kind, grain, period_start`,
    params: given({
      kpis,
      from,
      to,
      kinds,
      asOf: asOf === undefined ? undefined : instantParam(asOf),
      recordedAsOf: recordedAsOf === undefined ? undefined : instantParam(recordedAsOf),
      ...below?.params,
      ...counting.params,
    }),
    // The rows come in the order of the primary key: a second thread would make ClickHouse sort them again.
    settings: { max_threads: 1 },
    row: observationRow,
  };
}
