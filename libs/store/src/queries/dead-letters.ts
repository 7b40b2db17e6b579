import type { LogPlace, Topic } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { count, instant, lineage, maybeCount, maybeInstant, maybeText, text } from "./row-fields.ts";

export const deadLetterRow = z.object({
  dead_letter: text,
  topic: text,
  partition: count,
  offset: count,
  status: z.enum(["open", "replayed", "discarded"]),
  code: text,
  reason: text,
  payload: text,
  attempts: count,
  recorded_at: instant,
  last_tried_at: instant,
  resolved_at: maybeInstant,
  resolved_by: maybeText,
  resolution_reason: maybeText,
  resolution_event: maybeText,
  replacement_topic: maybeText,
  replacement_partition: maybeCount,
  replacement_offset: maybeCount,
  ...lineage,
});
/** A log record that could not be processed, and what became of it. */
export type DeadLetterRow = z.infer<typeof deadLetterRow>;

/** Which dead letters are wanted. */
export interface DeadLetterFilter {
  readonly status?: "open" | "resolved" | undefined;
  readonly topic?: Topic | undefined;
  readonly code?: string | undefined;
}

export interface DeadLettersOptions extends DeadLetterFilter {
  /** Only those that come after this one in the list. */
  readonly after?: DeadLetterRow | undefined;
  readonly limit?: number;
  /** Characters of the payload, at most. */
  readonly payloadCharacters?: number;
}

/** Dead letters, the newest first. */
export function deadLetters(options: DeadLettersOptions = {}): Query<DeadLetterRow> {
  const { after, limit, payloadCharacters: characters } = options;
  const { condition, params } = filtered(options);
  const further =
    after &&
    "(recorded_at, log_partition, log_offset) < ({at:DateTime64(3, 'UTC')}, {logPartition:UInt32}, {logOffset:UInt64})";
  const columns =
    characters === undefined ? "*" : "* REPLACE (substringUTF8(payload, 1, {characters:UInt32}) AS payload)";
  const limited = limit === undefined ? "" : " LIMIT {limit:UInt32}";
  return {
    name: "dead letters",
    sql: `SELECT ${columns} FROM dead_letters WHERE ${allOf(condition, further)} ORDER BY recorded_at DESC, log_partition DESC, log_offset DESC${limited}`,
    params: given({
      ...params,
      limit,
      characters,
      at: after && instantParam(Date.parse(after.recorded_at)),
      logPartition: after?.log_partition,
      logOffset: after?.log_offset,
    }),
    row: deadLetterRow,
  };
}

/** One dead letter; no row: no record of that place was set aside. */
export function deadLetter({ topic, partition, offset }: LogPlace): Query<DeadLetterRow> {
  return {
    name: "dead letter",
    sql: "SELECT * FROM dead_letters WHERE topic = {topic:String} AND partition = {partition:UInt32} AND offset = {offset:UInt64}",
    params: { topic, partition, offset },
    row: deadLetterRow,
  };
}

const totalRow = z.object({ total: count });

/** How many dead letters there are. */
export function deadLetterTotal(filter: DeadLetterFilter): Query<z.infer<typeof totalRow>> {
  const { condition, params } = filtered(filter);
  return {
    name: "dead letter total",
    sql: `SELECT count() AS total FROM dead_letters WHERE ${condition}`,
    params,
    row: totalRow,
  };
}

function filtered({ status, topic, code }: DeadLetterFilter): {
  readonly condition: string;
  readonly params: Readonly<Record<string, unknown>>;
} {
  const condition = allOf(
    status === "open" && "status = 'open'",
    status === "resolved" && "status != 'open'",
    topic !== undefined && "topic = {topic:String}",
    code !== undefined && "code = {code:String}",
  );
  return { condition, params: given({ topic, code }) };
}
