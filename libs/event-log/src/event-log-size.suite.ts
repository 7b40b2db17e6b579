import type { Topic } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { EventLog, LogRecord, NewRecord } from "./index.ts";
import { consumeOptions, idOf, sampleEvent } from "./log-under-test.ts";
import type { LogUnderTest } from "./log-under-test.ts";

const LARGE = 1024 * 1024;
const FULL = 16;
const APPENDED_AT_ONCE = 8;

/** How large a batch gets, however many records were asked for. */
export function sizeSuite(open: () => Promise<LogUnderTest>): void {
  test("a read of large records gives batches that fit into memory, and every record once", async () => {
    const { log } = await open();
    await appendLarge(log, "strategy", 2 * FULL + 3);
    const batches: (readonly LogRecord[])[] = [];
    const whole = { topic: "strategy", partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
    for await (const batch of log.read({ ...whole, batchSize: 1_000 })) batches.push(batch);
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(FULL);
    expect(batches.flat().map(idOf)).toEqual(Array.from({ length: 2 * FULL + 3 }, (_, index) => `${index}`));
  });

  test("a consumer's batch of large records is full by their size, over all partitions, and does not wait for more", async () => {
    const { log } = await open();
    const topics: readonly Topic[] = ["strategy", "runs"];
    await appendLarge(log, "strategy", FULL + FULL / 2);
    await appendLarge(log, "runs", FULL / 2);
    const sizes: number[] = [];
    const onBatch = async (records: readonly LogRecord[]): Promise<void> => void sizes.push(records.length);
    const waiting = { maxBatchRecords: 1_000, maxWaitMs: 60_000 };
    const consumer = log.consume(consumeOptions({ group: "g", topics, ...waiting, onBatch }));
    await consumer.waitFor(await log.end(topics));
    expect(sizes).toEqual([FULL, FULL]);
  });
}

async function appendLarge(log: EventLog, topic: Topic, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index): NewRecord => ({
    topic,
    key: "k",
    event: largeEvent(`${index}`, LARGE),
  }));
  for (let from = 0; from < count; from += APPENDED_AT_ONCE)
    await log.append(records.slice(from, from + APPENDED_AT_ONCE));
}

function largeEvent(id: string, characters: number): NewRecord["event"] {
  const event = { ...sampleEvent(id), filler: "x".repeat(characters) };
  return event;
}
