import { setImmediate as nextTurn } from "node:timers/promises";
import type { Topic } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { ConsumeOptions, Consumer, EventLog, LogRecord } from "./index.ts";
import { consumeOptions, idOf, sampleRecord } from "./log-under-test.ts";
import type { LogUnderTest } from "./log-under-test.ts";

/** What every adapter guarantees to its consumers. */
export function consumeSuite(open: () => Promise<LogUnderTest>): void {
  test("a consumer gets what was there and what comes, and its position is waited for", async () => {
    const { log } = await open();
    const seen: string[] = [];
    await log.append([sampleRecord("a", "1")]);
    const consumer = log.consume(
      consumeOptions({ group: "g", onBatch: async (records) => void seen.push(...records.map(idOf)) }),
    );
    await consumer.waitFor(await log.end(["observations"]));
    expect(seen).toEqual(["1"]);
    await log.append([sampleRecord("a", "2")]);
    await consumer.waitFor(await log.end(["observations"]));
    expect(seen).toEqual(["1", "2"]);
  });

  test("batches hold records of several partitions and topics, and no more than the limit", async () => {
    const { log } = await open();
    const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
    await log.append(keys.map((key) => sampleRecord(key, key)));
    await log.append([sampleRecord("k", "plan", "strategy")]);
    const batches: (readonly LogRecord[])[] = [];
    const topics: readonly Topic[] = ["observations", "strategy"];
    const onBatch: ConsumeOptions["onBatch"] = async (records) => void batches.push(records);
    const consumer = log.consume(consumeOptions({ group: "g", topics, maxBatchRecords: 20, onBatch }));
    await consumer.waitFor(await log.end(topics));
    expect(batches.map((batch) => batch.length)).toEqual([20, 11]);
    expect(batches.flat().map(idOf).toSorted()).toEqual([...keys, "plan"].toSorted());
  });

  test("a smaller batch waits for more, no longer than it may", async () => {
    const { log } = await open();
    const sizes: number[] = [];
    const onBatch: ConsumeOptions["onBatch"] = async (records) => void sizes.push(records.length);
    const consumer = log.consume(
      consumeOptions({ group: "g", maxBatchRecords: 3, maxWaitMs: 60_000, onBatch }),
    );
    for (const id of ["1", "2", "3"]) await log.append([sampleRecord("a", id)]);
    await consumer.waitFor(await log.end(["observations"]));
    expect(sizes).toEqual([3]);
  });

  test("offsets are committed only after the batch was taken", async () => {
    const { log } = await open();
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    await log.append([sampleRecord("k", "1", "strategy")]);
    const consumer = log.consume(
      consumeOptions({
        group: "g",
        topics: ["strategy"],
        onBatch: async () => {
          started.resolve();
          await gate.promise;
        },
      }),
    );
    await started.promise;
    expect(await log.committed("g", ["strategy"])).toEqual({ "strategy/0": 0 });
    gate.resolve();
    await consumer.waitFor({ "strategy/0": 1 });
    expect(await log.committed("g", ["strategy"])).toEqual({ "strategy/0": 1 });
  });

  test("when a batch is rejected nothing is committed and the same records come again", async () => {
    const { log } = await open();
    const batches: string[][] = [];
    await log.append([sampleRecord("k", "1", "strategy"), sampleRecord("k", "2", "strategy")]);
    const committed: number[] = [];
    const consumer = log.consume(
      consumeOptions({
        group: "g",
        topics: ["strategy"],
        onBatch: async (records) => {
          batches.push(records.map(idOf));
          committed.push((await log.committed("g", ["strategy"]))["strategy/0"] ?? -1);
          if (batches.length < 3) throw new Error("refused");
        },
      }),
    );
    await consumer.waitFor({ "strategy/0": 2 });
    expect(batches.map((batch) => batch.slice(0, 2))).toEqual([
      ["1", "2"],
      ["1", "2"],
      ["1", "2"],
    ]);
    expect(committed).toEqual([0, 0, 0]);
  });

  test("two groups read independently of each other", async () => {
    const { log } = await open();
    const end = { "strategy/0": 1 };
    await log.append([sampleRecord("k", "1", "strategy")]);
    const slow = log.consume(
      consumeOptions({
        group: "slow",
        topics: ["strategy"],
        onBatch: () => Promise.reject(new Error("never")),
      }),
    );
    const quick = log.consume(consumeOptions({ group: "quick", topics: ["strategy"] }));
    await quick.waitFor(end);
    expect(await log.committed("quick", ["strategy"])).toEqual(end);
    expect(await log.committed("slow", ["strategy"])).toEqual({ "strategy/0": 0 });
    await slow.close();
  });

  test("a consumer goes on where its group stopped, also after the log was opened again", async () => {
    const under = await open();
    const seen: string[] = [];
    const onBatch: ConsumeOptions["onBatch"] = async (records) => void seen.push(...records.map(idOf));
    const consume = (log: EventLog): Consumer => log.consume(consumeOptions({ group: "g", onBatch }));
    await under.log.append([sampleRecord("a", "1")]);
    const first = consume(under.log);
    await first.waitFor(await under.log.end(["observations"]));
    await first.close();
    await under.log.append([sampleRecord("a", "2")]);
    const log = await under.reopen();
    await consume(log).waitFor(await log.end(["observations"]));
    expect(seen).toEqual(["1", "2"]);
  });

  test("closing waits for the batch under way and commits it; what is waited for beyond it is rejected", async () => {
    const { log } = await open();
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    await log.append([sampleRecord("k", "1", "strategy")]);
    const consumer = log.consume(
      consumeOptions({
        group: "g",
        topics: ["strategy"],
        onBatch: async () => {
          started.resolve();
          await gate.promise;
        },
      }),
    );
    await started.promise;
    const beyond = consumer.waitFor({ "strategy/0": 2 }).catch((error: unknown) => error);
    let closed = false;
    const closing = consumer.close().then(() => (closed = true));
    await nextTurn();
    expect(closed).toBe(false);
    gate.resolve();
    await closing;
    expect(await beyond).toMatchObject({ code: "log_closed" });
    expect(await log.committed("g", ["strategy"])).toEqual({ "strategy/0": 1 });
  });

  test("closing does not wait for the pause after a rejection", async () => {
    const { log } = await open();
    let tries = 0;
    const third = Promise.withResolvers<void>();
    await log.append([sampleRecord("a", "1")]);
    const onBatch: ConsumeOptions["onBatch"] = async () => {
      tries += 1;
      if (tries === 3) third.resolve();
      throw new Error("refused");
    };
    const consumer = log.consume(consumeOptions({ group: "g", onBatch }));
    await third.promise;
    const from = performance.now();
    await consumer.close();
    expect(performance.now() - from).toBeLessThan(200);
    expect(tries).toBe(3);
  });

  test("a group has one consumer in a process, and a next one after it was closed", async () => {
    const { log } = await open();
    const first = log.consume(consumeOptions({ group: "g" }));
    expect(() => log.consume(consumeOptions({ group: "g" }))).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
    await first.close();
    log.consume(consumeOptions({ group: "g" }));
  });

  test("waiting for a partition that the consumer does not read is refused", async () => {
    const { log } = await open();
    const consumer = log.consume(consumeOptions({ group: "g", topics: ["strategy"] }));
    await expect(consumer.waitFor({ "runs/0": 1 })).rejects.toMatchObject({ code: "invalid_input" });
  });
}
