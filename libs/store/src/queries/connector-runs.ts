import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, flag, instant, lineage, maybeCount, maybeText, text } from "./row-fields.ts";

export const connectorRunRow = z.object({
  run: text,
  connector: text,
  mode: text,
  status: text,
  started_at: instant,
  finished_at: instant,
  rows_read: count,
  observations_appended: count,
  unchanged: count,
  empty: count,
  not_yet_published: count,
  problem_count: count,
  problems: z.array(z.object({ line: maybeCount, column: maybeText, code: text, message: text })),
  failure_code: maybeText,
  failure_message: maybeText,
  failure_retryable: flag.nullable(),
  recorded_at: instant,
  ...lineage,
});
/** One run of a connector. */
export type ConnectorRunRow = z.infer<typeof connectorRunRow>;

/** Connector runs, the newest first. */
export function connectorRuns(
  options: { readonly connector?: string; readonly run?: string } = {},
): Query<ConnectorRunRow> {
  const where = allOf(
    options.connector !== undefined && "connector = {connector:String}",
    options.run !== undefined && "run = {run:String}",
  );
  return {
    name: "connector runs",
    sql: `SELECT * FROM connector_runs WHERE ${where} ORDER BY started_at DESC, run`,
    params: given({ connector: options.connector, run: options.run }),
    row: connectorRunRow,
  };
}
