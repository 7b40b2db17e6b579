import { z } from "zod";
import type { Query } from "../index.ts";
import { sourcedObservations } from "../views/judged-observations.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { decimal, flag, instant, text } from "./row-fields.ts";

export const lastReadingRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  period_label: text,
  /** Source of the series' first accepted event, which is its own where the plan names none; empty: nothing was accepted. */
  first_source: text,
  /** Id of the newest event of the source that is asked about, whatever it means; empty: it never spoke of the period. */
  id: text,
  /** The greatest time that it said anything at in this meaning; the epoch where it said nothing. */
  said_at: instant,
  /** Null: it took the value back, or said none in this meaning. */
  value: decimal,
  completeness: text,
  /** Whether it said anything in this meaning, counting or kept apart. */
  is_said: flag,
  /** Whether it said more than one value in one meaning. */
  has_changed: flag,
  /** Source of what counts of the period in this meaning; empty: nothing does. */
  counting_source: text,
  counting_at: instant,
  /** Null: it was taken back, or nothing counts. */
  counting_value: decimal,
  counting_completeness: text,
});
/** What is said of a period by one source, and what counts of it. */
export type LastReadingRow = z.infer<typeof lastReadingRow>;

/** Columns of an observation event that say what its source said, and whether it counts. */
const READ =
  "kpi, series, kind, grain, period_start, period_label, source, id, value, completeness, kpi_version, time, log_offset, plan_source";

/**
 * What one source said last of each period of some KPIs, whether it counts or is kept apart (a source that is not the
 * series' own must not repeat itself for ever either), and what counts of each period, whoever said it. Of one id the
 * first record counts, as everywhere.
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
    isLong: true,
    sql: `SELECT kpi, series, kind, period_label, any(events.first_source) AS first_source,
  argMaxIf(events.id, (time, log_offset), is_own) AS id,
  maxIf(time, is_own AND is_meant) AS said_at,
  ${newest("value", "is_own")}, ${newest("completeness", "is_own")},
  toBool(countIf(is_own AND is_meant) > 0) AS is_said,
  toBool(uniqExactIf(tuple(meaning, ifNull(toString(events.value), '')), is_own) > uniqExactIf(meaning, is_own)) AS has_changed,
  argMaxIf(events.source, (time, log_offset), of_source AND is_meant) AS counting_source,
  maxIf(time, of_source AND is_meant) AS counting_at,
  ${newest("value", "of_source", "counting_value")}, ${newest("completeness", "of_source", "counting_completeness")}
FROM (
  SELECT *, source = {source:String} AS is_own, ${counting.condition ?? "1"} AS is_meant,
    transform(concat(kpi, ' ', toString(kpi_version)), {defined:Array(String)}, {meant:Array(String)}, toString(kpi_version)) AS meaning
  FROM (${sourcedObservations("{base:Identifier}", READ, "kpi IN {kpis:Array(String)}")})
  ORDER BY log_offset LIMIT 1 BY kpi, series, source, id, of_source
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

/** What stands in the newest of some events of the wanted meaning; the tuple keeps a NULL, which `argMax` skips by itself. */
function newest(column: string, which: string, name: string = column): string {
  return `argMaxIf(tuple(events.${column}), (time, log_offset), ${which} AND is_meant).1 AS ${name}`;
}
