import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { currentObservationsSql } from "../views/judged-observations.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { allOf, given } from "./conditions.ts";
import { figure, maybeText, text } from "./row-fields.ts";

export const seriesFiguresRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned"]),
  /** Last period label with a value, also before `from`; null: there never was one. */
  last_period: maybeText,
  /** Period label and value, oldest first; null is unknown. */
  figures: z.array(z.tuple([text, figure])),
});
/** The current actual or planned values of one series in one row, as doubles: for charts and words. */
export type SeriesFiguresRow = z.infer<typeof seriesFiguresRow>;

/** Actual and planned values by what could be known at an instant (epoch milliseconds), one row a series and kind. */
export function seriesFigures(options: {
  readonly kpis?: readonly string[];
  readonly asOf: number;
  /** First `period_start` whose value is wanted, local date. */
  readonly from?: string;
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}): Query<SeriesFiguresRow> {
  const { kpis, asOf, from, versions } = options;
  const counting = ofVersions(versions);
  const current = currentObservationsSql("{base:Identifier}", {
    events: allOf(kpis && "kpi IN {kpis:Array(String)}"),
    accepted: allOf(
      "known_at <= {asOf:DateTime64(3, 'UTC')} AND kind IN ('actual', 'planned')",
      counting.condition,
    ),
  });
  const wanted = from === undefined ? "1" : "period_start >= {from:Date32}";
  return {
    name: "series figures",
    sql: `SELECT kpi, series, kind, argMaxIf(toNullable(period_label), period_start, value IS NOT NULL) AS last_period,
  arrayMap(one -> (one.2, one.3), arraySort(one -> one.1, groupArrayIf((period_start, period_label, toFloat64(value)), ${wanted}))) AS figures
FROM (${current})
GROUP BY kpi, series, kind`,
    params: given({ kpis, asOf: instantParam(asOf), from, ...counting.params }),
    settings: { max_threads: 1 },
    row: seriesFiguresRow,
  };
}
