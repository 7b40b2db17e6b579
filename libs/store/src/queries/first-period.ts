import { z } from "zod";
import type { Query } from "../index.ts";
import { maybeDate } from "./row-fields.ts";

export const firstPeriodRow = z.object({ first: maybeDate });
/** First local date that any actual value speaks of; null: there is none. */
export type FirstPeriodRow = z.infer<typeof firstPeriodRow>;

/** Since when there are actual values. */
export function firstPeriod(): Query<FirstPeriodRow> {
  return {
    name: "first period",
    sql: "SELECT minOrNull(period_start) AS first FROM {base:Identifier}.observation_events WHERE kind = 'actual'",
    params: {},
    row: firstPeriodRow,
  };
}
