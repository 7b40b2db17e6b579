import { z } from "zod";
import type { Query } from "../index.ts";
import { currentByKey } from "../views/readings-by-key.ts";
import { allOf, given } from "./conditions.ts";
import type { CountingVersions } from "./counting-versions.ts";
import { ofVersions } from "./counting-versions.ts";
import { instant, text } from "./row-fields.ts";

export const lastKnownRow = z.object({ kpi: text, last_period: text, known_at: instant });
/** The last period in which the actual total of a KPI is known, and since when. */
export type LastKnownRow = z.infer<typeof lastKnownRow>;

const READ = ["kpi", "period_start", "period_label", "value", "known_at", "kpi_version"] as const;

/** How far some KPIs reach; one that never had a value has no row. */
export function lastKnown(options: {
  readonly kpis: readonly string[];
  /** Leaves out values of definitions of another meaning. */
  readonly versions?: CountingVersions;
}): Query<LastKnownRow> {
  const counting = ofVersions(options.versions);
  const where = {
    events: "kpi IN {kpis:Array(String)} AND series = ''",
    accepted: allOf("kind = 'actual'", counting.condition),
  };
  return {
    name: "last known",
    sql: `SELECT kpi, argMax(period_label, period_start) AS last_period, argMax(values.known_at, period_start) AS known_at
FROM (${currentByKey("{base:Identifier}", where, READ)}) AS values
WHERE value IS NOT NULL GROUP BY kpi ORDER BY kpi`,
    params: given({ kpis: options.kpis, ...counting.params }),
    settings: { max_threads: 1 },
    row: lastKnownRow,
  };
}
