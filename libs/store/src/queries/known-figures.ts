import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { acceptedByKey } from "../views/readings-by-key.ts";
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
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}

const CARRIED = ["period_label", "value", "numerator", "denominator", "kpi_version"] as const;
/** A period's current value: that of the accepted reading with the greatest time, then offset. */
const CURRENT =
  "argMax((period_label, value, numerator, denominator, toUnixTimestamp64Milli(known_at)), (time, log_offset))";

/** Actual and planned values of some KPIs, one row a series and kind. */
export function knownFigures({ kpis, from, asOf, versions }: KnownFiguresOptions): Query<KnownFiguresRow> {
  const counting = ofVersions(versions);
  const accepted = allOf(
    "kind IN ('actual', 'planned')",
    asOf !== undefined && "known_at <= {asOf:DateTime64(3, 'UTC')}",
    counting.condition,
  );
  const periods = `SELECT kpi, series, kind, period_start, ${CURRENT} AS now, min(toUnixTimestamp64Milli(known_at)) AS first
FROM (${acceptedByKey("{base:Identifier}", "kpi IN {kpis:Array(String)}", CARRIED)})
WHERE ${accepted}
GROUP BY kpi, series, kind, grain, period_start
ORDER BY kpi, series, kind, period_start`;
  // In tuples, since an array of plain values would leave out what is unknown.
  const list = (expression: string): string =>
    `arrayMap(one -> one.1, groupArrayIf(tuple(${expression}), period_start >= {from:Date32}))`;
  const parts = (place: number): string =>
    `if(countIf(now.${place} IS NOT NULL) = 0, [], ${list(`now.${place}`)})`;
  const isEarlier = "period_start < {from:Date32}";
  return {
    name: "known figures",
    sql: `SELECT kpi, series, kind, ${list("now.1")} AS labels, ${list("now.2")} AS values,
  ${parts(3)} AS numerators, ${parts(4)} AS denominators,
  ${list("now.5")} AS known_at, ${list("first")} AS first_known_at,
  argMinIf(toNullable(now.1), period_start, now.2 IS NOT NULL) AS first_period,
  argMaxIf(toNullable(now.1), period_start, ${isEarlier} AND now.2 IS NOT NULL) AS earlier_period,
  maxIf(now.5, ${isEarlier}) AS earlier_known_at
FROM (${periods})
GROUP BY kpi, series, kind`,
    params: given({
      kpis,
      from,
      asOf: asOf === undefined ? undefined : instantParam(asOf),
      ...counting.params,
    }),
    // Rows come in the order of the key, and lists keep it: a second thread would mix them.
    settings: { max_threads: 1, ...NEAREST_DOUBLES },
    row: knownFiguresRow,
  };
}
