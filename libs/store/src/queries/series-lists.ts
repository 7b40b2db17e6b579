import type { Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { currentByKey } from "../views/readings-by-key.ts";
import { belowPosition } from "./below-position.ts";
import { allOf, given } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { figure, text } from "./row-fields.ts";

export const seriesListsRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned"]),
  /** Period labels, in their order; the other lists speak of the same periods. */
  labels: z.array(text),
  /** The doubles nearest to the values; null is unknown. */
  values: z.array(figure),
  /** Parts of ratios and means; empty lists where no value has any. */
  numerators: z.array(figure),
  denominators: z.array(figure),
  /** When the value could first be known, in epoch milliseconds. */
  known_at: z.array(z.number()),
});
/** The current values of one series and kind. */
export type SeriesListsRow = z.infer<typeof seriesListsRow>;

/**
 * Decimals come as JSON numbers, of which a parser takes the nearest double. ClickHouse's own conversion does not always:
 * of 380130760000 it makes 380130759999.99994, which misses a target of 380130760000.
 */
export const NEAREST_DOUBLES = { output_format_json_quote_decimals: 0 } as const;

const ENTRY = "(period_label, value, numerator, denominator, toUnixTimestamp64Milli(known_at))";
const CARRIED = ["period_label", "value", "numerator", "denominator", "kpi_version"];

export interface SeriesListsOptions {
  readonly kpis: readonly string[];
  /** Only log records below this position count. */
  readonly position: Position;
  /** Only what could be known at this instant (epoch milliseconds); absent: all. */
  readonly asOf?: number;
  /** First `period_start` wanted, local date; absent: all. */
  readonly from?: string | undefined;
  /** Leaves out values of definitions of another meaning. */
  readonly versions?: CountingVersions;
}

/** The current actual and planned values of some KPIs, one row a series and kind; what was retracted stands with a null value. */
export function seriesLists(options: SeriesListsOptions): Query<SeriesListsRow> {
  const { kpis, asOf, from, position, versions } = options;
  const counting = ofVersions(versions);
  const below = belowPosition(position);
  const where = {
    events: allOf("kpi IN {kpis:Array(String)}", below.condition),
    accepted: allOf(
      "kind IN ('actual', 'planned')",
      asOf !== undefined && "known_at <= {asOf:DateTime64(3, 'UTC')}",
      from !== undefined && "period_start >= {from:Date32}",
      counting.condition,
    ),
  };
  const current = currentByKey("{base:Identifier}", where, ["kpi", "series", "kind", "known_at", ...CARRIED]);
  const list = (place: number): string => `arrayMap(one -> one.${place}, entries)`;
  const parts = (place: number): string =>
    `if(arrayExists(one -> one.${place} IS NOT NULL, entries), ${list(place)}, [])`;
  return {
    name: "series lists",
    sql: `SELECT kpi, series, kind, ${list(1)} AS labels, ${list(2)} AS values, ${parts(3)} AS numerators, ${parts(4)} AS denominators, ${list(5)} AS known_at
FROM (
  SELECT kpi, series, kind, arraySort(groupArray(${ENTRY})) AS entries
  FROM (${current})
  GROUP BY kpi, series, kind
)
ORDER BY kpi, series, kind`,
    params: given({
      kpis,
      from,
      asOf: asOf === undefined ? undefined : instantParam(asOf),
      ...below.params,
      ...counting.params,
    }),
    settings: { max_threads: 1, ...NEAREST_DOUBLES },
    row: seriesListsRow,
  };
}
