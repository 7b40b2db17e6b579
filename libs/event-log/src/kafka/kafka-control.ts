import { MilepostError } from "@milepost/runtime";
import { parseGeneration } from "../log-generation.ts";
import type { LogGeneration } from "../log-generation.ts";
import { outgoingRecord } from "./encode-batch.ts";
import { fetchNow } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { createKafkaProducer } from "./kafka-producer.ts";
import { controlTopic } from "./kafka-topics.ts";

const PARTITION = 0;
const KEY = "generation";

/**
 * The generation that is live, as the control topic says: its last record. The deployment is the first record's: when two
 * processes begin a log at once, both go by the one that came first. Undefined while there is no record.
 */
export async function readLiveGeneration(
  reach: KafkaReach,
  prefix: string,
): Promise<LogGeneration | undefined> {
  let first: LogGeneration | undefined;
  let last: LogGeneration | undefined;
  for (let offset = 0; ;) {
    const { records, next, end } = await fetchNow(reach, {
      topic: controlTopic(prefix),
      partition: PARTITION,
      offset,
    });
    for (const { text } of records) {
      last = parseGeneration(text);
      first ??= last;
    }
    if (next >= end) break;
    offset = next;
  }
  return first === undefined || last === undefined ? undefined : { ...last, deployment: first.deployment };
}

/** Makes a generation the live one: every process that has the log open is told. */
export async function writeLiveGeneration(
  reach: KafkaReach,
  prefix: string,
  { live, timeoutMs }: { readonly live: LogGeneration; readonly timeoutMs: number },
): Promise<void> {
  const records = [outgoingRecord(KEY, JSON.stringify(live))];
  const batch = { topic: controlTopic(prefix), partition: PARTITION, records };
  const sent = (await createKafkaProducer(reach).send([batch], timeoutMs)).get(batch);
  if (sent?.ok === true) return;
  throw sent?.error ?? new MilepostError("internal", "The control record was not sent");
}
