import { z } from "zod";
import type { Query } from "../index.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { allOf, given } from "./conditions.ts";
import { count, date, figure, maybeText, text } from "./row-fields.ts";

export const scorecardRow = z.object({
  scorecard: text,
  period_label: text,
  period_start: date,
  period_end: date,
  level: z.enum(["item", "cell", "unit", "category", "perspective", "scorecard"]),
  id: text,
  unit: maybeText,
  category: maybeText,
  perspective: maybeText,
  goal: maybeText,
  score: figure,
  weight: z.number(),
  coverage: z.number(),
  items: count,
  unknown_items: count,
  /** JSON: first unread offset per partition. */
  inputs_position: text,
  version: count,
});
/** A scorecard, one of its groups or one of its items at a period; score 0 to 10, null is unknown. */
export type ScorecardRow = z.infer<typeof scorecardRow>;

/** The rows of a scorecard, at one period or at all. */
export function scorecardRows(options: {
  readonly scorecard: string;
  /** First local date of the period. */
  readonly periodStart?: string;
}): Query<ScorecardRow> {
  const columns = Object.keys(scorecardRow.shape).join(", ");
  const where = allOf(
    options.periodStart !== undefined && "period_start = {periodStart:Date32}",
    "version = newest",
    "period_label != ''",
    `goal IS NULL OR goal NOT IN (${privateGoals("{base:Identifier}")})`,
  );
  return {
    name: "scorecard rows",
    // The same rows as the view's, by primary key: rows of one version are equal, so that any of them stands for all.
    sql: `SELECT ${columns} FROM (
  SELECT ${columns}, max(version) OVER () AS newest FROM {base:Identifier}.scorecard_rows WHERE scorecard = {scorecard:String}
) WHERE ${where} ORDER BY period_start, level, id LIMIT 1 BY period_start, level, id`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: scorecardRow,
  };
}
