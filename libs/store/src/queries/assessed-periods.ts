import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

export const assessedPeriodsRow = z.object({ goal: text, periods: z.array(text) });
/** The periods of a goal that the model has assessed which spoke of it last. */
export type AssessedPeriodsRow = z.infer<typeof assessedPeriodsRow>;

/** Of each goal the periods of which the version that assessed the goal last has spoken last; private goals included. */
export function assessedPeriods(options: { readonly goals: readonly string[] }): Query<AssessedPeriodsRow> {
  return {
    name: "assessed periods",
    sql: `SELECT goal, arraySort(groupArrayIf(period, version = newest)) AS periods FROM (
  SELECT goal, period, version, argMax(version, last) OVER (PARTITION BY goal) AS newest FROM (
    SELECT goal, period, argMax(events.model_version, events.log_offset) AS version, max(events.log_offset) AS last
    FROM {base:Identifier}.assessment_events AS events WHERE goal IN {goals:Array(String)} GROUP BY goal, period
  )
) GROUP BY goal`,
    params: options,
    settings: { max_threads: 1 },
    row: assessedPeriodsRow,
  };
}
