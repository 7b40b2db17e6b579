import { z } from "zod";
import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { judgementAccuracySql } from "../views/judgement-accuracy.ts";
import { count, figure, text } from "./row-fields.ts";

export const judgementAccuracyRow = z.object({
  scope: z.enum(["deployment", "kind", "owner"]),
  name: text,
  judgement: z.enum(["check_in", "override"]),
  goals: count,
  words: count,
  brier_people: figure,
  brier_model: figure,
  base_rate: figure,
});
/** How right people's judgement was beside the model's, on the same goals. */
export type JudgementAccuracyRow = z.infer<typeof judgementAccuracyRow>;

/** How right people's judgement was, of the goals that had ended by an instant (epoch milliseconds). */
export function judgementAccuracy({ closedBy }: { readonly closedBy: number }): Query<JudgementAccuracyRow> {
  const sql = judgementAccuracySql("{base:Identifier}", "{closedBy:DateTime64(3, 'UTC')}");
  return {
    name: "judgement accuracy",
    sql: `SELECT * FROM (${sql}) ORDER BY scope, name, judgement`,
    params: { closedBy: instantParam(closedBy) },
    settings: { max_threads: 1 },
    row: judgementAccuracyRow,
  };
}
