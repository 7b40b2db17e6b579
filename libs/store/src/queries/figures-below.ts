import type { ObservationKind, Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { IN_BACKGROUND } from "../priority.ts";
import { currentByKey } from "../views/readings-by-key.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { allOf, given } from "./conditions.ts";
import { belowPosition } from "./below-position.ts";
import { decimal, instant, text } from "./row-fields.ts";

export const figureBelowRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  known_at: instant,
});
/** The current value of one series for one period, without its lineage: what figures are derived from. */
export type FigureBelowRow = z.infer<typeof figureBelowRow>;

export interface FiguresBelowOptions {
  readonly kpis: readonly string[];
  /** Only log records below this position count. */
  readonly position: Position;
  readonly kinds: readonly ObservationKind[];
  /** First `period_start` wanted, local date; absent: all. */
  readonly from?: string | undefined;
  /** Leaves out values of earlier definitions of these KPIs. */
  readonly versions?: CountingVersions;
}

const COLUMNS = Object.keys(figureBelowRow.shape).join(", ");
const READ = [...Object.keys(figureBelowRow.shape), "period_start", "kpi_version"];

/** The current figures of some KPIs below a position, ordered by kpi, series, kind and period. */
export function figuresBelow(options: FiguresBelowOptions): Query<FigureBelowRow> {
  const { kpis, position, kinds, from, versions } = options;
  const counting = ofVersions(versions);
  const below = belowPosition(position);
  const where = {
    events: allOf("kpi IN {kpis:Array(String)}", below.condition),
    accepted: allOf(
      "kind IN {kinds:Array(String)}",
      from !== undefined && "period_start >= {from:Date32}",
      counting.condition,
    ),
  };
  return {
    name: "figures below",
    sql: `SELECT ${COLUMNS} FROM (${currentByKey("{base:Identifier}", where, READ)})\nORDER BY kpi, series, kind, period_start`,
    params: given({ kpis, kinds, from, ...below.params, ...counting.params }),
    settings: { max_threads: 1, ...IN_BACKGROUND },
    row: figureBelowRow,
  };
}
