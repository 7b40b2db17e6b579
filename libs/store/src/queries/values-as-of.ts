import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { currentObservations } from "./current-observations.ts";
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

/** Every actual and planned value that could be known at an instant (epoch milliseconds), below a position of the log. */
export function valuesAsOf(options: {
  readonly asOf: number;
  readonly position: Position;
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}): Query<SeriesValuesRow> {
  const current = currentObservations({ ...options, kinds: ["actual", "planned"] });
  return {
    ...current,
    name: "values as of",
    // Without names, which some versions give a tuple by its columns: then it would come as an object.
    sql: `SELECT kpi, series, kind, arrayMap(one -> (one.1, one.2, one.3, one.4, one.5), groupArray((period_label, value, numerator, denominator, known_at))) AS entries
FROM (${current.sql})
GROUP BY kpi, series, kind
ORDER BY kpi, series, kind`,
    row: seriesValuesRow,
  };
}
