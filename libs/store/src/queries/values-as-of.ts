import type { Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { currentByKey } from "../views/readings-by-key.ts";
import { belowPosition } from "./below-position.ts";
import { allOf, given } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { decimal, instant, text } from "./row-fields.ts";

export const seriesValuesRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned"]),
  /** Period label, value, numerator, denominator (decimal text, null is unknown), and when it could first be known. */
  entries: z.array(z.tuple([text, decimal, decimal, decimal, instant])),
});
/** All current values of one series and kind; what was retracted stands with a null value. */
export type SeriesValuesRow = z.infer<typeof seriesValuesRow>;

const ENTRY = ["period_label", "value", "numerator", "denominator", "known_at"];

/** Every actual and planned value of some KPIs that could be known at an instant (epoch milliseconds), below a position of the log. */
export function valuesAsOf(options: {
  readonly kpis: readonly string[];
  readonly asOf: number;
  readonly position: Position;
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}): Query<SeriesValuesRow> {
  const { kpis, asOf, position, versions } = options;
  const counting = ofVersions(versions);
  const below = belowPosition(position);
  const where = {
    events: allOf("kpi IN {kpis:Array(String)}", below.condition),
    accepted: allOf(
      "kind IN ('actual', 'planned')",
      "known_at <= {asOf:DateTime64(3, 'UTC')}",
      counting.condition,
    ),
  };
  const current = currentByKey("{base:Identifier}", where, [
    "kpi",
    "series",
    "kind",
    ...ENTRY,
    "kpi_version",
  ]);
  return {
    name: "values as of",
    // Without names, which some versions give a tuple by its columns: then it would come as an object.
    sql: `SELECT kpi, series, kind, arrayMap(one -> (one.1, one.2, one.3, one.4, one.5), arraySort(groupArray((${ENTRY.join(", ")})))) AS entries
FROM (${current})
GROUP BY kpi, series, kind
ORDER BY kpi, series, kind`,
    params: given({ kpis, asOf: instantParam(asOf), ...below.params, ...counting.params }),
    settings: { max_threads: 1 },
    row: seriesValuesRow,
  };
}
