import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { acceptedByKey } from "../views/readings-by-key.ts";
import { belowPosition } from "./below-position.ts";
import { allOf, given } from "./conditions.ts";
import { instant, text } from "./row-fields.ts";

export const newestArrivalRow = z.object({
  kpi: text,
  series: text,
  /** Event id of what arrived last. */
  id: text,
  recorded_at: instant,
});
/** When something last arrived in a series: a value of any kind, or that one was taken back. */
export type NewestArrivalRow = z.infer<typeof newestArrivalRow>;

/**
 * What arrived last in each series of some KPIs, below a position of the log, by when it was appended. What is kept apart, as a
 * conflict or from a source that is not the series' own, and what arrives again, is no arrival.
 */
export function newestArrivals(options: {
  readonly kpis: readonly string[];
  readonly position: Position;
}): Query<NewestArrivalRow> {
  const below = belowPosition(options.position);
  const events = allOf("kpi IN {kpis:Array(String)}", below.condition);
  return {
    name: "newest arrivals",
    sql: `SELECT kpi, series, argMax(accepted.id, (accepted.recorded_at, accepted.id)) AS id, max(accepted.recorded_at) AS recorded_at
FROM (${acceptedByKey("{base:Identifier}", events, ["recorded_at"])}) AS accepted
GROUP BY kpi, series
ORDER BY kpi, series`,
    params: given({ kpis: options.kpis, ...below.params }),
    settings: { max_threads: 1 },
    row: newestArrivalRow,
  };
}
