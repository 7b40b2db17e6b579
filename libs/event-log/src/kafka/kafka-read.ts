import { MilepostError } from "@milepost/runtime";
import { partitionKey } from "../index.ts";
import type { LogRecord, ReadOptions } from "../index.ts";
import { logRecord } from "../record-text.ts";
import { fetchNow } from "./kafka-fetch.ts";
import type { FetchedRecords, KafkaReach } from "./kafka-fetch.ts";
import type { TopicNames } from "./kafka-topics.ts";
import { untilAnswered } from "./until-answered.ts";

const READ_BATCH_RECORDS = 1_000;

/** What reading takes of an open log. */
export interface ReadSource extends KafkaReach {
  readonly names: TopicNames;
  readonly timeoutMs: number;
  /** Throws once the log is closed. */
  check(): void;
}

/** Reads one partition in offset order; the next part is fetched while the last one is worked on. */
export async function* readPartition(
  source: ReadSource,
  { topic, partition, from, to, batchSize = READ_BATCH_RECORDS }: ReadOptions,
): AsyncGenerator<readonly LogRecord[]> {
  source.check();
  if (!source.names.isThere({ topic, partition })) throw noPartition(partitionKey({ topic, partition }));
  const fetchAt = (offset: number): Promise<FetchedRecords> => {
    const position = { ...source.names.kafkaPartition({ topic, partition }), offset };
    const patience = { timeoutMs: source.timeoutMs, doing: `reading ${partitionKey({ topic, partition })}` };
    const fetching = untilAnswered(patience, () => {
      source.check();
      return fetchNow(source, position);
    });
    // Whoever stops reading never looks at it.
    fetching.catch(() => undefined);
    return fetching;
  };

  let coming = from < to ? fetchAt(from) : undefined;
  while (coming !== undefined) {
    const { records, next, end } = await coming;
    source.check();
    coming = next < Math.min(end, to) ? fetchAt(next) : undefined;
    const wanted = records.filter(({ offset }) => offset < to);
    for (let start = 0; start < wanted.length; start += batchSize) {
      source.check();
      yield wanted
        .slice(start, start + batchSize)
        .map(({ offset, key, text }) => logRecord({ topic, partition, offset }, key, text));
    }
  }
}

function noPartition(key: string): MilepostError {
  return new MilepostError("invalid_input", `The log has no partition ${key}`);
}
