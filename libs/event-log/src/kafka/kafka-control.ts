import { MilepostError } from "@milepost/runtime";
import { liveOf, parseControl } from "../generations/log-control.ts";
import type { LogControl, ReadControl } from "../generations/log-control.ts";
import type { LogGeneration } from "../log-generation.ts";
import { outgoingRecord } from "./encode-batch.ts";
import { fetchNow } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { createKafkaProducer } from "./kafka-producer.ts";
import { controlTopic } from "./kafka-topics.ts";
import type { StoredRecord } from "./record-batches.ts";

const PARTITION = 0;
const KEY = "generation";
/** The version before the first record. */
const NOTHING = -1;

/**
 * What the control topic says, and its version: the offset of the record that says it. Each record names the version that
 * it comes after (none: it is the first); one that does not name the last before it was written by somebody who did not
 * know that one, and is passed over. So of two that write at once the topic's order decides, and both go by it. Undefined
 * while there is no record.
 */
export async function readControl(reach: KafkaReach, prefix: string): Promise<ReadControl | undefined> {
  let last: StoredRecord | undefined;
  for await (const record of countingRecords(reach, prefix)) last = record;
  return last === undefined ? undefined : { control: parseControl(last.text), version: last.offset };
}

/** The control records that count, in their order. */
async function* countingRecords(reach: KafkaReach, prefix: string): AsyncGenerator<StoredRecord> {
  let version = NOTHING;
  for (let offset = 0; ;) {
    const position = { topic: controlTopic(prefix), partition: PARTITION, offset };
    const { records, next, end } = await fetchNow(reach, position);
    for (const record of records) {
      const { after = NOTHING } = JSON.parse(record.text) as { readonly after?: number };
      if (after !== version) continue;
      version = record.offset;
      yield record;
    }
    if (next >= end) return;
    offset = next;
  }
}

/** The generation that is live; undefined while there is no record. */
export async function readLiveGeneration(
  reach: KafkaReach,
  prefix: string,
): Promise<LogGeneration | undefined> {
  const read = await readControl(reach, prefix);
  return read === undefined ? undefined : liveOf(read.control);
}

export interface ControlWrite {
  readonly control: LogControl;
  /** The version that it comes after; undefined: it is the first. */
  readonly after: number | undefined;
  readonly timeoutMs: number;
}

/** Writes a control record; false when another one came before. Every process that has the log open is told. */
export async function writeControl(
  reach: KafkaReach,
  prefix: string,
  { control, after, timeoutMs }: ControlWrite,
): Promise<boolean> {
  const text = JSON.stringify({ after: after ?? NOTHING, ...control });
  const batch = { topic: controlTopic(prefix), partition: PARTITION, records: [outgoingRecord(KEY, text)] };
  const sent = (await createKafkaProducer(reach).send([batch], timeoutMs)).get(batch);
  if (sent?.ok !== true)
    throw sent?.error ?? new MilepostError("internal", "The control record was not sent");
  for await (const { offset } of countingRecords(reach, prefix)) if (offset === sent.baseOffset) return true;
  return false;
}
