import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, text } from "./row-fields.ts";

export const forecastAccuracyRow = z.object({
  goal_kind: text,
  periods_left: count,
  count,
  brier: z.number(),
  base_rate: z.number(),
  buckets: z.array(
    z.object({ from: z.number(), to: z.number(), count, mean_p_hit: z.number(), hit_rate: z.number() }),
  ),
  rule_count: count,
  rule_brier: figure,
  brier_where_rule: figure,
  calibrated_rule_count: count,
  calibrated_rule_brier: figure,
  brier_where_calibrated_rule: figure,
  pace_count: count,
  pace_brier: figure,
  brier_where_pace: figure,
  interval_count: count,
  covered_80: figure,
  covered_95: figure,
  /** JSON: first unread offset per partition. */
  inputs_position: text,
});
/** How good the chances were for one goal kind and horizon; Brier scores, 0 is best. */
export type ForecastAccuracyRow = z.infer<typeof forecastAccuracyRow>;

/** Accuracy per goal kind and horizon. */
export function forecastAccuracy(): Query<ForecastAccuracyRow> {
  return {
    name: "forecast accuracy",
    sql: "SELECT * FROM forecast_accuracy ORDER BY goal_kind, periods_left",
    params: {},
    row: forecastAccuracyRow,
  };
}
