import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { text } from "./row-fields.ts";

export interface RecordKeysOptions {
  readonly stream: string;
  /** Only records below this position count. */
  readonly below: Position;
  /** Rows of which a record stands at or behind this position; absent: all rows. */
  readonly since?: Position | undefined;
  /** Rows of which a version has a date in this field, as it was written, from one local date to another. */
  readonly dated?: { readonly field: string; readonly from: string; readonly to: string } | undefined;
  /** The key after which to go on; empty: from the first. */
  readonly after: string;
  readonly limit: number;
}

const recordKeyRow = z.object({ key: text });

/** Primary keys of captured rows, in their order, a page at a time. */
export function recordKeys(options: RecordKeysOptions): Query<z.infer<typeof recordKeyRow>> {
  const { stream, below, since, dated, after, limit } = options;
  const where = allOf(
    "stream = {stream:String}",
    after !== "" && "key > {after:String}",
    belowPosition(below),
    since !== undefined && `NOT (${belowPosition(since)})`,
    dated &&
      "substring(JSONExtractString(fields, {field:String}), 1, 10) BETWEEN {from:String} AND {to:String}",
  );
  return {
    name: "record keys",
    sql: `SELECT DISTINCT key FROM {base:Identifier}.record_versions WHERE ${where} ORDER BY key LIMIT {limit:UInt32}`,
    params: given({ stream, limit, ...(after === "" ? {} : { after }), ...dated }),
    row: recordKeyRow,
  };
}

/** Offsets are ours, so they stand in the text. */
export function belowPosition(position: Position): string {
  const ends = Object.entries(position).flatMap(([key, offset]) => {
    const [topic, partition] = key.split("/");
    return topic === "records" ? [`(log_partition = ${Number(partition)} AND log_offset < ${offset})`] : [];
  });
  return ends.length === 0 ? "0" : ends.join(" OR ");
}
