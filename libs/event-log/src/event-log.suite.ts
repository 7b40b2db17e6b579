import { setImmediate as nextTurn } from "node:timers/promises";
import type { MilepostEvent } from "@milepost/contracts";
import { afterEach, describe, expect, test } from "vitest";
import { consumeSuite } from "./event-log-consume.suite.ts";
import { deliverySuite } from "./event-log-delivery.suite.ts";
import { instancesSuite } from "./event-log-instances.suite.ts";
import { sizeSuite } from "./event-log-size.suite.ts";
import { partitionKey } from "./index.ts";
import { consumeOptions, idOf, readAll, sampleEvent, sampleRecord } from "./log-under-test.ts";
import type { EventLogFactory, LogUnderTest } from "./log-under-test.ts";
import { partitionOf } from "./partition-of.ts";

/** What every `EventLog` adapter guarantees. */
export function eventLogSuite(factory: EventLogFactory): void {
  describe(`event log on ${factory.name}`, () => {
    const opened: LogUnderTest[] = [];
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
    });
    const open = async (): Promise<LogUnderTest> => {
      const each = await factory.open();
      opened.push(each);
      return each;
    };

    appendTests(open);
    consumeSuite(open);
    sizeSuite(open);
    instancesSuite(open, factory);
    deliverySuite(factory);
  });
}

function appendTests(open: () => Promise<LogUnderTest>): void {
  test("an append says where each record stands; offsets of a partition begin at 0 and have no gaps", async () => {
    const { log } = await open();
    const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
    const first = await log.append(keys.map((key) => sampleRecord(key, `${key}-1`)));
    const second = await log.append(keys.map((key) => sampleRecord(key, `${key}-2`)));
    const offsets = Map.groupBy([...first, ...second], partitionKey);
    for (const placed of offsets.values()) {
      expect(placed.map(({ offset }) => offset)).toEqual(placed.map((_, index) => index));
    }
    expect(first.map(({ partition }) => partition)).toEqual(
      keys.map((key) => partitionOf(key, log.partitions.observations)),
    );
    const end = await log.end(["observations"]);
    expect(Object.values(end).reduce((sum, offset) => sum + offset, 0)).toBe(80);
  });

  test("an append of nothing changes nothing", async () => {
    const { log } = await open();
    expect(await log.append([])).toEqual([]);
    expect(await log.end(["strategy"])).toEqual({ "strategy/0": 0 });
  });

  test("a record is read as it was appended, whatever its key and text hold", async () => {
    const { log } = await open();
    const key = 'line\nbreak "quote" back\\slash 雪 \ud83d\ude80';
    const event = { ...sampleEvent("odd \u2028 \0 id"), unknownfield: { kept: ["1e-7", null] } };
    await log.append([{ topic: "strategy", key, event }]);
    const [record] = await readAll(log, "strategy");
    expect(record).toMatchObject({ topic: "strategy", partition: 0, offset: 0, key, value: event });
    expect(record?.text).toBe(JSON.stringify(event));
  });

  test("records of one key keep the order in which they were appended, also over appends that run at once", async () => {
    const { log } = await open();
    const appends = Array.from({ length: 50 }, (_, index) =>
      log.append([sampleRecord("same", `${index}-a`), sampleRecord("same", `${index}-b`)]),
    );
    await Promise.all(appends);
    const ids = (await readAll(log)).map(idOf);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => [`${index}-a`, `${index}-b`]).flat());
  });

  test("an append that is rejected leaves nothing behind, and those beside it are not touched", async () => {
    const { log } = await open();
    const broken = { ...sampleEvent("broken"), data: { value: 1n } } as unknown as MilepostEvent;
    const [before, rejected, after] = await Promise.allSettled([
      log.append([sampleRecord("a", "before")]),
      log.append([sampleRecord("a", "half"), { topic: "observations", key: "b", event: broken }]),
      log.append([sampleRecord("a", "after")]),
    ]);
    expect([before?.status, rejected?.status, after?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await readAll(log)).map(idOf)).toEqual(["before", "after"]);
  });

  test("what was appended is there after the log was closed and opened again", async () => {
    const under = await open();
    await under.log.append([sampleRecord("a", "1"), sampleRecord("a", "2")]);
    const log = await under.reopen();
    expect((await readAll(log)).map(idOf)).toEqual(["1", "2"]);
    const [placed] = await log.append([sampleRecord("a", "3")]);
    expect(placed?.offset).toBe(2);
  });

  test("a read gives exactly the wanted offsets, in batches no larger than asked, and ends at what is there", async () => {
    const { log } = await open();
    await log.append(Array.from({ length: 25 }, (_, index) => sampleRecord("k", `${index}`, "strategy")));
    const read = async (from: number, to: number): Promise<readonly (readonly number[])[]> => {
      const batches: number[][] = [];
      for await (const batch of log.read({ topic: "strategy", partition: 0, from, to, batchSize: 10 })) {
        batches.push(batch.map(({ offset }) => offset));
      }
      return batches;
    };
    expect((await read(3, 15)).map((batch) => batch.length)).toEqual([10, 2]);
    expect((await read(3, 15)).flat()).toEqual(Array.from({ length: 12 }, (_, index) => index + 3));
    expect((await read(20, 1_000)).flat()).toEqual([20, 21, 22, 23, 24]);
    expect(await read(25, 1_000)).toEqual([]);
    expect(await read(4, 4)).toEqual([]);
  });

  test("a closed log rejects what is asked of it", async () => {
    const { log } = await open();
    await log.close();
    await log.close();
    const closed = expect.objectContaining({ code: "log_closed" });
    await expect(log.append([sampleRecord("a", "1")])).rejects.toEqual(closed);
    await expect(log.end(["strategy"])).rejects.toEqual(closed);
    await expect(log.committed("g", ["strategy"])).rejects.toEqual(closed);
    await expect(readAll(log, "strategy")).rejects.toEqual(closed);
    expect(() => log.consume(consumeOptions({ group: "g" }))).toThrow(closed);
  });

  test("a watch is told of appends to its topics until it is ended", async () => {
    const { log } = await open();
    let told = Promise.withResolvers<void>();
    const unwatch = log.watch(["strategy"], () => told.resolve());
    await log.append([sampleRecord("k", "1", "strategy")]);
    await told.promise;
    unwatch();
    told = Promise.withResolvers<void>();
    let late = false;
    void told.promise.then(() => (late = true));
    await log.append([sampleRecord("k", "2", "strategy")]);
    await nextTurn();
    expect(late).toBe(false);
  });
}
