import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { rankedObservations } from "../views/judged-observations.ts";
import { allOf } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { count, decimal, instant, lineage, maybeCount, maybeText, text } from "./row-fields.ts";

export const valueOriginRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  value: decimal,
  /** Version of the KPI's definition that it was judged by. */
  kpi_version: count,
  source: text,
  known_at: instant,
  recorded_at: instant,
  version: count,
  ...lineage,
  run_id: maybeText,
  source_line: maybeCount,
});
/** One current value and where it comes from: connector run, line of its file, place in the log. */
export type ValueOriginRow = z.infer<typeof valueOriginRow>;

const SHOWN = [
  "kpi",
  "series",
  "kind",
  "period_start",
  "period_label",
  "value",
  "kpi_version",
  "source",
  "known_at",
  "recorded_at",
  "log_topic",
  "log_partition",
  "log_offset",
  "run_id",
  "source_line",
] as const;

/** Where the current values of some KPIs come from, by what could be known at an instant (epoch ms), newest period first. */
export function valueOrigins(options: {
  readonly kpis: readonly string[];
  readonly asOf: number;
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}): Query<ValueOriginRow> {
  const counting = ofVersions(options.versions);
  const where = {
    events: "kpi IN {kpis:Array(String)}",
    accepted: allOf("known_at <= {asOf:DateTime64(3, 'UTC')}", counting.condition),
  };
  return {
    name: "value origins",
    sql: `SELECT ${SHOWN.join(", ")}, toUInt32(readings) AS version
FROM (${rankedObservations("{base:Identifier}", where, SHOWN)})
WHERE newest = 1 ORDER BY period_start DESC, kpi, kind, series`,
    params: { kpis: options.kpis, asOf: instantParam(options.asOf), ...counting.params },
    settings: { max_threads: 1 },
    row: valueOriginRow,
  };
}
