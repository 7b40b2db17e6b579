import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

export const foldRow = z.object({
  fold: text,
  stream: text,
  /** JSON: the records of the log below it were folded. */
  inputs_position: text,
});
/** A fold that was completed. */
export type FoldRow = z.infer<typeof foldRow>;

/** Some folds of a KPI. */
export function foldsNamed(options: {
  readonly kpi: string;
  readonly folds: readonly string[];
}): Query<FoldRow> {
  return {
    name: "folds named",
    sql: `SELECT ${Object.keys(foldRow.shape).join(", ")} FROM {base:Identifier}.fold_events FINAL WHERE kpi = {kpi:String} AND fold IN {folds:Array(String)}`,
    params: { ...options },
    row: foldRow,
  };
}
