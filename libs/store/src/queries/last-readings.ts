import { z } from "zod";
import type { Query } from "../index.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { decimal, flag, instant, text } from "./row-fields.ts";

export const lastReadingRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  /** Id of the newest event of the source, whatever it means. */
  id: text,
  /** The greatest time that it said anything at in this meaning; the epoch where it said nothing. */
  said_at: instant,
  /** Null: it took the value back, or said none in this meaning. */
  value: decimal,
  /** Whether it said anything in this meaning. */
  is_said: flag,
  /** Whether it said more than one value in one meaning. */
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
  /** KPI → version of its definition → what its values mean by it. */
  readonly meanings: ReadonlyMap<string, ReadonlyMap<number, string>>;
}): Query<LastReadingRow> {
  const counting = ofVersions(options.versions);
  const meant = options.kpis.flatMap((kpi) =>
    [...(options.meanings.get(kpi) ?? [])].map(
      ([version, meaning]) => [`${kpi} ${version}`, meaning] as const,
    ),
  );
  return {
    name: "last readings",
    sql: `SELECT kpi, series, kind, period_label, argMaxIf(tuple(events.value), (time, log_offset), counts).1 AS value,
  toBool(countIf(counts) > 0) AS is_said,
  toBool(uniqExact(meaning, ifNull(toString(events.value), '')) > uniqExact(meaning)) AS has_changed,
  argMax(events.id, (time, log_offset)) AS id,
  maxIf(time, counts) AS said_at
FROM (
  SELECT *, ${counting.condition ?? "1"} AS counts,
    transform(concat(kpi, ' ', toString(kpi_version)), {defined:Array(String)}, {meant:Array(String)}, toString(kpi_version)) AS meaning
  FROM {base:Identifier}.observation_events FINAL
  WHERE kpi IN {kpis:Array(String)} AND source = {source:String}
  ORDER BY log_offset LIMIT 1 BY kpi, series, id
) AS events
GROUP BY kpi, series, kind, grain, period_start, period_label`,
    params: {
      kpis: options.kpis,
      source: options.source,
      // Never empty: then it would not be known what they are lists of.
      defined: ["", ...meant.map(([version]) => version)],
      meant: ["", ...meant.map(([, meaning]) => meaning)],
      ...counting.params,
    },
    settings: { max_threads: 1 },
    row: lastReadingRow,
  };
}
