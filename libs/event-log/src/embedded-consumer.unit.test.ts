import { MilepostError, silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { startEmbeddedConsumer } from "./embedded-consumer.ts";
import type { ConsumerSource } from "./embedded-consumer.ts";
import type { LogRecord } from "./index.ts";

const RECORD = {
  topic: "observations",
  partition: 0,
  offset: 0,
  text: "{}",
  value: {},
} as unknown as LogRecord;

/** Closes a consumer while it hands a record over, and gives what was warned of. */
async function warnedAtTheEnd(failure: Error): Promise<readonly string[]> {
  const warned: string[] = [];
  const source: ConsumerSource = {
    partitions: [{ topic: "observations", partition: 0 }],
    committed: () => ({ "observations/0": 0 }),
    logger: { ...silentLogger(), warn: (_fields, text) => void warned.push(text) },
    readFrom: (_partition, from) => (from === 0 ? [RECORD] : []),
    commit: async () => undefined,
    watch: () => () => undefined,
  };
  const [handed, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const consumer = startEmbeddedConsumer(source, {
    group: "g",
    topics: ["observations"],
    maxBatchRecords: 1,
    maxWaitMs: 0,
    onBatch: async () => {
      handed.resolve();
      await closed.promise;
      throw failure;
    },
  });
  await handed.promise;
  const closing = consumer.close();
  closed.resolve();
  await closing;
  return warned;
}

test("a batch that is given up because everything closes is nothing to be warned of; one that fails then is", async () => {
  expect(await warnedAtTheEnd(new MilepostError("aborted", "closing", { retryable: true }))).toEqual([]);
  expect(await warnedAtTheEnd(new Error("broken"))).toHaveLength(1);
});
