import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { acceptedByKey, PERIOD } from "../views/readings-by-key.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { allOf, given } from "./conditions.ts";
import { maybeText } from "./row-fields.ts";
import { NEAREST_DOUBLES, seriesListsRow } from "./series-lists.ts";

export const knownFiguresRow = seriesListsRow.extend({
  /** The same of the first accepted reading of the period: before it nothing was known. */
  first_known_at: seriesListsRow.shape.known_at,
  /** First period ever with a value; null: there never was one. */
  first_period: maybeText,
  /** Last period with a value among those before `from`; null: there is none. */
  earlier_period: maybeText,
  /** Since when all that stands before `from` is as it is, in epoch milliseconds; 0: nothing does. */
  earlier_known_at: z.number(),
});
/** The current actual or planned values of one series in one row, with what as-of questions about them need. */
export type KnownFiguresRow = z.infer<typeof knownFiguresRow>;

export interface KnownFiguresOptions {
  readonly kpis: readonly string[];
  /** First `period_start` whose value is wanted, local date. */
  readonly from: string;
  /** Only what could be known at this instant (epoch milliseconds). */
  readonly asOf?: number;
  /** Leaves out values of definitions of another meaning. */
  readonly versions?: CountingVersions;
}

const CARRIED = ["period_label", "value", "numerator", "denominator", "kpi_version"] as const;
/** One entry of the lists, by its places: each reading's, of which the current one of its period is kept. */
const ENTRY = "(period_start, period_label, value, numerator, denominator, known, first_known)";

/** Actual and planned values of some KPIs, one row a series and kind. */
export function knownFigures({ kpis, from, asOf, versions }: KnownFiguresOptions): Query<KnownFiguresRow> {
  const counting = ofVersions(versions);
  const accepted = allOf(
    "kind IN ('actual', 'planned')",
    asOf !== undefined && "known_at <= {asOf:DateTime64(3, 'UTC')}",
    counting.condition,
  );
  const current = `SELECT kpi, series, kind, ${ENTRY} AS entry
FROM (
  SELECT *, toUnixTimestamp64Milli(known_at) AS known, min(known) OVER (PARTITION BY ${PERIOD}) AS first_known
  FROM (${acceptedByKey("{base:Identifier}", "kpi IN {kpis:Array(String)}", CARRIED)})
  WHERE ${accepted}
)
ORDER BY time DESC, log_offset DESC
LIMIT 1 BY ${PERIOD}`;
  const parts = (place: number): string =>
    `if(arrayExists(one -> one.${place} IS NOT NULL, entries), wanted.${place}, [])`;
  return {
    name: "known figures",
    sql: `SELECT kpi, series, kind, wanted.2 AS labels, wanted.3 AS values, ${parts(4)} AS numerators, ${parts(5)} AS denominators,
  wanted.6 AS known_at, wanted.7 AS first_known_at,
  nullIf(arrayFirst(one -> one.3 IS NOT NULL, entries).2, '') AS first_period,
  nullIf(arrayLast(one -> one.3 IS NOT NULL, earlier).2, '') AS earlier_period,
  arrayMax(earlier.6) AS earlier_known_at
FROM (
  SELECT kpi, series, kind, arraySort(groupArray(entry)) AS entries,
    arrayFilter(one -> one.1 >= {from:Date32}, entries) AS wanted, arrayFilter(one -> one.1 < {from:Date32}, entries) AS earlier
  FROM (${current})
  GROUP BY kpi, series, kind
)`,
    params: given({
      kpis,
      from,
      asOf: asOf === undefined ? undefined : instantParam(asOf),
      ...counting.params,
    }),
    settings: { max_threads: 1, ...NEAREST_DOUBLES },
    row: knownFiguresRow,
  };
}
