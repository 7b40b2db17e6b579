import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { maybeText } from "./row-fields.ts";

export const rulesInUseRow = z.object({
  /** Of the newest assessment; null, as all below: there is none. */
  model: maybeText,
  model_version: maybeText,
  status_rule: maybeText,
  status_rule_version: maybeText,
  /** Of the newest alert; null too where it was raised before alerts named their rule. */
  alert_rule: maybeText,
  alert_rule_version: maybeText,
});
/** The model that tells chances, the plain rule beside it, and the rule that raises alerts. */
export type RulesInUseRow = z.infer<typeof rulesInUseRow>;

/** What spoke last of the moments up to an instant (epoch milliseconds). */
export function rulesInUse(options: { readonly at: number }): Query<RulesInUseRow> {
  const upTo = "as_of <= {at:DateTime64(3, 'UTC')}";
  return {
    name: "rules in use",
    sql: `SELECT model, model_version, status_rule, status_rule_version, alert_rule, alert_rule_version FROM (
  SELECT ${newest("model")} AS model, ${newest("model_version")} AS model_version, ${newest("rule_id")} AS status_rule, ${newest("rule_version")} AS status_rule_version
  FROM {base:Identifier}.assessment_events WHERE ${upTo}
) AS made CROSS JOIN (
  SELECT ${newest("rule_id")} AS alert_rule, ${newest("rule_version")} AS alert_rule_version
  FROM {base:Identifier}.alert_events WHERE step = 'raised' AND ${upTo}
) AS flagged`,
    params: { at: instantParam(options.at) },
    settings: { max_threads: 1 },
    row: rulesInUseRow,
  };
}

function newest(column: string): string {
  return `nullIf(argMax(${column}, log_offset), '')`;
}
