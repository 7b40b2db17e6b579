import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { count, flag, instant, text } from "./row-fields.ts";
import { belowPosition } from "./record-keys.ts";

export const recordVersionRow = z.object({
  key: text,
  source: text,
  id: text,
  time: instant,
  deleted: flag,
  /** JSON object. */
  fields: text,
  log_partition: count,
  log_offset: count,
});
/** One version of a captured row. */
export type RecordVersionRow = z.infer<typeof recordVersionRow>;

/** Every version of some rows below a position, row by row, in the order of the log; of a source's id the first alone. */
export function recordVersions(options: {
  readonly stream: string;
  readonly below: Position;
  readonly keys: readonly string[];
}): Query<RecordVersionRow> {
  const { stream, below, keys } = options;
  return {
    name: "record versions",
    sql: `SELECT ${Object.keys(recordVersionRow.shape).join(", ")} FROM {base:Identifier}.record_versions
WHERE stream = {stream:String} AND key IN {keys:Array(String)} AND (${belowPosition(below)})
ORDER BY key, log_offset LIMIT 1 BY key, source, id`,
    params: { stream, keys },
    row: recordVersionRow,
  };
}
