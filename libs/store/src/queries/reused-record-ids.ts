import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { belowPosition } from "./record-keys.ts";
import { text } from "./row-fields.ts";

const reusedRecordId = z.object({ key: text, source: text, id: text });
/** An id of a source under which a row came again with another content. */
export type ReusedRecordId = z.infer<typeof reusedRecordId>;

/** The order of fields says nothing. */
const CONTENT = "sipHash128(time, deleted, toString(arraySort(JSONExtractKeysAndValuesRaw(fields))))";

/** Ids of some rows that came again, from a position on, with another content than the first one, which counts. */
export function reusedRecordIds(options: {
  readonly stream: string;
  readonly below: Position;
  /** Absent: from the first record on. */
  readonly since?: Position | undefined;
  readonly keys: readonly string[];
}): Query<ReusedRecordId> {
  const { stream, below, since, keys } = options;
  const isNews = since === undefined ? "1" : `NOT (${belowPosition(since)})`;
  return {
    name: "reused record ids",
    sql: `SELECT key, source, id FROM (
  SELECT key, source, id, argMin(${CONTENT}, log_offset) AS first, groupUniqArrayIf(${CONTENT}, ${isNews}) AS came
  FROM {base:Identifier}.record_versions
  WHERE stream = {stream:String} AND key IN {keys:Array(String)} AND (${belowPosition(below)})
  GROUP BY key, source, id HAVING count() > 1
) WHERE arrayExists(one -> one != first, came) ORDER BY key, source, id`,
    params: { stream, keys },
    row: reusedRecordId,
  };
}
