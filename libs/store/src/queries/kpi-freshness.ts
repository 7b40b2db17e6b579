import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, maybeDate, maybeInstant, maybeText, text } from "./row-fields.ts";

/** Whether the next value is there in time, as far as anybody can say. */
export const FRESHNESS = ["not_caught_up", "no_value", "late", "on_time", "unscheduled"] as const;

export const kpiFreshnessRow = z.object({
  kpi: text,
  series: text,
  kind: text,
  last_period: maybeText,
  last_period_start: maybeDate,
  last_period_end: maybeDate,
  known_at: maybeInstant,
  recorded_at: maybeInstant,
  completeness: maybeText,
  first_period: maybeText,
  periods: count,
  expected_freshness: maybeText,
  publication_lag: maybeText,
  /** When the value of the next period is due; null: the plan does not say. */
  expected_by: maybeInstant,
  /** All values that were appended up to then are counted; null: nobody knows. */
  complete_up_to: maybeInstant,
  age_seconds: figure,
  freshness: z.enum(FRESHNESS),
});
/** The last period with a value of one KPI series and kind; nulls: there never was a value. */
export type KpiFreshnessRow = z.infer<typeof kpiFreshnessRow>;

/** How fresh every KPI is. */
export function kpiFreshness(): Query<KpiFreshnessRow> {
  return {
    name: "kpi freshness",
    sql: "SELECT * FROM kpi_freshness ORDER BY kpi, series, kind",
    params: {},
    settings: { max_threads: 1 },
    row: kpiFreshnessRow,
  };
}
