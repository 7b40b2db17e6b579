import type { z } from "zod";
import type { Query } from "../index.ts";
import { recordVersionRow } from "./record-versions.ts";

const recordOfIdRow = recordVersionRow.pick({
  time: true,
  deleted: true,
  fields: true,
  log_partition: true,
  log_offset: true,
});
/** What a source's record says of a row under one id. */
export type RecordOfIdRow = z.infer<typeof recordOfIdRow>;

/** The record that holds an id among those of a source on one captured row: the first one; none where nobody took it. */
export function recordOfId(of: {
  readonly stream: string;
  readonly key: string;
  readonly source: string;
  readonly id: string;
}): Query<RecordOfIdRow> {
  return {
    name: "record of id",
    sql: `SELECT ${Object.keys(recordOfIdRow.shape).join(", ")} FROM {base:Identifier}.record_versions
WHERE stream = {stream:String} AND key = {key:String} AND source = {source:String} AND id = {id:String}
ORDER BY log_offset LIMIT 1`,
    params: { ...of },
    row: recordOfIdRow,
  };
}
