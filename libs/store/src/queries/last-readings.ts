import { z } from "zod";
import type { Query } from "../index.ts";
import { given } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { decimal, flag, text } from "./row-fields.ts";

export const lastReadingRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  /** Id of the newest event of the source, whatever it means. */
  id: text,
  /** Null: it took the value back, or said none in this meaning. */
  value: decimal,
  /** Whether it said anything in this meaning. */
  is_said: flag,
  /** Whether it said more than one value in any meaning. */
  has_changed: flag,
});
/** What one source said last of a period. */
export type LastReadingRow = z.infer<typeof lastReadingRow>;

/**
 * What one source said last of each period of some KPIs, whether it counts or is kept apart: a source that is not the
 * series' own must not repeat itself for ever either. Of one id the first record counts, as everywhere.
 */
export function lastReadings(options: {
  readonly kpis: readonly string[];
  readonly source: string;
  /** Which definitions' values say something in the meaning that counts. */
  readonly versions: CountingVersions;
}): Query<LastReadingRow> {
  const counting = ofVersions(options.versions);
  return {
    name: "last readings",
    sql: `SELECT kpi, series, kind, period_label, argMaxIf(tuple(events.value), (time, log_offset), counts).1 AS value,
  toBool(countIf(counts) > 0) AS is_said,
  toBool(uniqExact(kpi_version, ifNull(toString(events.value), '')) > uniqExact(kpi_version)) AS has_changed,
  argMax(events.id, (time, log_offset)) AS id
FROM (
  SELECT *, ${counting.condition ?? "1"} AS counts FROM {base:Identifier}.observation_events FINAL
  WHERE kpi IN {kpis:Array(String)} AND source = {source:String}
  ORDER BY log_offset LIMIT 1 BY kpi, series, id
) AS events
GROUP BY kpi, series, kind, grain, period_start, period_label`,
    params: given({ kpis: options.kpis, source: options.source, ...counting.params }),
    settings: { max_threads: 1 },
    row: lastReadingRow,
  };
}
