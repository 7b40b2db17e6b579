import { z } from "zod";
import type { Query } from "../index.ts";
import { given } from "./conditions.ts";
import { count, instant, maybeText, text } from "./row-fields.ts";

/** What a rebuild comes to, one after the other; `dropped` ends it before its tables are live. */
export const REBUILD_STATES = [
  "replaying",
  "comparing",
  "exchanging",
  "exchanged",
  "done",
  "dropped",
] as const;
export type RebuildState = (typeof REBUILD_STATES)[number];

/**
 * Why tables are built: somebody asked, the log is of another generation, or nobody knows what the tables are; the
 * first ones no rebuild made.
 */
export const REBUILD_REASONS = ["asked", "generation", "unknown", "first"] as const;
export type RebuildReason = (typeof REBUILD_REASONS)[number];

export const rebuildStateRow = z.object({
  rebuild: text,
  /** Grows with each attempt. */
  attempt: text,
  state: z.enum(REBUILD_STATES),
  reason: z.enum(REBUILD_REASONS),
  /** Number of the tables that it builds. */
  build: count,
  /** Generation of the log that they are built from. */
  generation: count,
  /** Database that they are built in, and that keeps the old ones afterwards. */
  shadow: text,
  /** JSON: up to where the log was replayed into them, as far as it is noted. */
  position: text,
  /** Log records replayed, and those that there were to replay. */
  records: count,
  total: count,
  /** JSON: table → unchanging id of its rebuilt form; empty until the exchange. */
  tables: text,
  /** JSON: what the comparison found; empty until then. */
  report: text,
  /** What the report comes to; null: there is none yet. */
  differed: z.boolean().nullable(),
  failure: maybeText,
  started_at: instant,
  changed_at: instant,
  version: count,
});
/** One state that one attempt brought a rebuild to. */
export type RebuildStateRow = z.infer<typeof rebuildStateRow>;

/**
 * The journal of rebuilds, the oldest first; the states of one rebuild by attempt. Of one rebuild with its reports, of
 * all without: reports are long.
 */
export function rebuildStates(rebuild?: string): Query<RebuildStateRow> {
  const columns = Object.keys(rebuildStateRow.shape).filter(
    (column) => column !== "report" && column !== "differed",
  );
  const report = rebuild === undefined ? "'' AS report" : "report";
  const where = rebuild === undefined ? "1" : "rebuild = {rebuild:String}";
  return {
    name: "rebuild states",
    sql: `SELECT ${columns.join(", ")}, if(states.report = '', NULL, toBool(JSONExtractBool(states.report, 'differed'))) AS differed, ${report} FROM {base:Identifier}.rebuild_states AS states FINAL WHERE ${where} ORDER BY started_at, rebuild, attempt, version`,
    params: given({ rebuild }),
    row: rebuildStateRow,
  };
}
