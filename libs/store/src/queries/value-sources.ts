import type { Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { currentByKey } from "../views/readings-by-key.ts";
import { belowPosition } from "./below-position.ts";
import { allOf, given } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { text } from "./row-fields.ts";

export const valueSourcesRow = z.object({ kpi: text, series: text, period: text, source: text });
/** Which source the current actual value of a series comes from, in one period. */
export type ValueSourcesRow = z.infer<typeof valueSourcesRow>;

const READ = ["kpi", "series", "period_label", "source", "value", "kpi_version"];

/** Where the actual values of some KPIs come from, in some periods, as far as could be known at an instant (epoch milliseconds). */
export function valueSources(options: {
  readonly kpis: readonly string[];
  readonly periods: readonly string[];
  readonly asOf: number;
  readonly position: Position;
  /** Leaves out values of definitions of another meaning. */
  readonly versions?: CountingVersions;
}): Query<ValueSourcesRow> {
  const { kpis, periods, asOf, position, versions } = options;
  const counting = ofVersions(versions);
  const below = belowPosition(position);
  const where = {
    events: allOf("kpi IN {kpis:Array(String)}", below.condition),
    accepted: allOf(
      "kind = 'actual'",
      "period_label IN {periods:Array(String)}",
      "known_at <= {asOf:DateTime64(3, 'UTC')}",
      counting.condition,
    ),
  };
  return {
    name: "value sources",
    sql: `SELECT kpi, series, period_label AS period, source FROM (${currentByKey("{base:Identifier}", where, READ)})
WHERE value IS NOT NULL ORDER BY kpi, series, period`,
    params: given({ kpis, periods, asOf: instantParam(asOf), ...below.params, ...counting.params }),
    settings: { max_threads: 1 },
    row: valueSourcesRow,
  };
}
