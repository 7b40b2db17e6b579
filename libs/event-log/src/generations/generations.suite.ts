import { PARTITIONS } from "@milepost/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventLog } from "../index.ts";
import { idOf, readAll, sampleRecord } from "../log-under-test.ts";
import type { GenerationStorage } from "./generation-storage.ts";
import {
  fill,
  generationsOf,
  meaningOf,
  MORE,
  nextGeneration,
  postForever,
} from "./generations-under-test.ts";
import type { GenerationsFactory, GenerationsUnderTest } from "./generations-under-test.ts";
import type { LogGenerations } from "./log-generations.ts";

const LONG_AGO = { now: () => 0 };

/** What the generations of a log guarantee, wherever it lies. */
export function generationsSuite(factory: GenerationsFactory): void {
  describe(`generations of a log on ${factory.name}`, () => {
    let under: GenerationsUnderTest;
    let log: EventLog;
    let storage: GenerationStorage;
    let generations: LogGenerations;
    beforeEach(async () => {
      under = await factory.open();
      log = await under.openLog();
      storage = under.openStorage();
      generations = generationsOf(storage);
    });
    afterEach(async () => under.close());

    test("the next generation has every record once, in the order of its key, and what names places names the same", async () => {
      await fill(log);
      const before = await meaningOf(log);
      expect(await nextGeneration(generations)).toMatchObject({ generation: 2 });
      const next = await under.openLog();
      expect(next).toMatchObject({ generation: 2, partitions: MORE, deployment: log.deployment });
      expect(await meaningOf(next)).toEqual(before);
      const [placed] = await next.append([sampleRecord("key-1", "afterwards")]);
      expect((await readAll(next)).map(idOf)).toContain("afterwards");
      expect(placed?.offset).toBeGreaterThan(0);
    });

    test("it can be made again and again, the last time with as many partitions as before", async () => {
      await fill(log, 1);
      const before = await meaningOf(log);
      for (const partitions of [MORE, { ...MORE, observations: 16 }, { ...MORE, observations: 16 }])
        await nextGeneration(generations, partitions);
      const next = await under.openLog();
      expect(next).toMatchObject({ generation: 4, partitions: { observations: 16 } });
      expect(await meaningOf(next)).toEqual(before);
      const { kept } = await generations.control();
      expect(kept.map(({ generation, complete }) => [generation, complete])).toEqual([
        [1, true],
        [2, true],
        [3, true],
      ]);
    });

    test("a client that posts throughout loses nothing: what is refused may be sent again, and goes on in the next one", async () => {
      await fill(log, 2);
      const client = postForever(() => under.openLog());
      await nextGeneration(generations);
      const next = await under.openLog();
      const seenBy = (await readAll(next)).length;
      while ((await readAll(next)).length === seenBy) await Promise.resolve();
      const posted = await client.stop();
      const counts = Map.groupBy((await readAll(next)).map(idOf), (id) => id);
      expect(posted.filter((id) => counts.get(id)?.length !== 1)).toEqual([]);
      // In the order in which each key's were posted.
      for (const key of ["key-0", "key-3"]) {
        const ids = (await readAll(next)).filter((one) => one.key === key).map(idOf);
        const ordered = ids.filter((id) => id.startsWith("posted-"));
        expect(ordered).toEqual(ordered.toSorted((left, right) => numberIn(left) - numberIn(right)));
      }
    });

    test("from the seal on nobody appends to the old generation, not a process that had it open either, and each is told so", async () => {
      await fill(log, 1);
      const told: number[] = [];
      const news = Promise.withResolvers<void>();
      const stalled = await under.openLog((generation) => {
        told.push(generation);
        news.resolve();
      });
      const attempt = await generations.begin({
        partitions: MORE,
        origin: { kind: "generation", generation: 1 },
      });
      await attempt.seal();
      const refused = { code: "log_unavailable", retryable: true };
      for (const each of [log, stalled, await under.openLog()]) {
        const rejection = each.append([sampleRecord("key-1", "late")]);
        await expect(rejection).rejects.toMatchObject(refused);
        await expect(each.append([sampleRecord("k", "late", "strategy")])).rejects.toMatchObject(refused);
      }
      expect(told).toEqual([]);
      await attempt.complete();
      await attempt.activate();
      await news.promise;
      await expect(stalled.append([sampleRecord("key-1", "later")])).rejects.toMatchObject(refused);
      expect((await readAll(log)).map(idOf)).not.toContain("late");
      expect(told).toEqual([2]);
    });

    test("groups begin anew in the next generation, and those of the old one stay what they were", async () => {
      await fill(log, 1);
      const consumer = log.consume({
        group: "g",
        topics: ["strategy"],
        maxBatchRecords: 10,
        maxWaitMs: 0,
        onBatch: async () => undefined,
      });
      await consumer.waitFor(await log.end(["strategy"]));
      await consumer.close();
      const committed = await log.committed("g", ["strategy"]);
      await nextGeneration(generations);
      const next = await under.openLog();
      expect(await next.committed("g", ["strategy"])).toEqual({ "strategy/0": 0 });
      expect(await log.committed("g", ["strategy"])).toEqual(committed);
    });

    test("of two who write the control record at once, one is told that the other came before", async () => {
      const other = under.openStorage();
      const { control, version } = await storage.readControl();
      const changed = [storage, other].map((each, index) =>
        each.writeControl({ ...control, highest: 10 + index }, version),
      );
      expect((await Promise.all(changed)).filter((isWritten) => isWritten)).toHaveLength(1);
      expect(await other.readControl()).toEqual(await storage.readControl());
    });

    test("while somebody is at work nobody else begins; who is silent is replaced under another number, and is refused everything", async () => {
      await fill(log, 1);
      const wanted = { partitions: MORE, origin: { kind: "generation", generation: 1 } } as const;
      const stalled = await generations.begin(wanted);
      const records = [{ topic: "runs", partition: 0, key: "k", text: '{"id":"of the stalled"}' }] as const;
      await stalled.append(records);
      const others = generationsOf(under.openStorage(), { worker: "two" });
      await expect(others.begin(wanted)).rejects.toMatchObject({ code: "conflict" });
      expect(await others.abandoned()).toBeUndefined();
      const impatient = generationsOf(under.openStorage(), { worker: "two", silentMs: 0 });
      expect(await impatient.abandoned()).toMatchObject({ generation: 2, worker: "one", step: "begun" });
      expect(await nextGeneration(impatient)).toMatchObject({ generation: 3 });
      expect(await impatient.removeKept()).toEqual([2]);
      const conflict = { code: "conflict" };
      for (const attempt of [stalled.note({ records: 1, total: 1 }), stalled.seal(), stalled.activate()])
        await expect(attempt).rejects.toMatchObject(conflict);
      await expect(stalled.append(records)).rejects.toBeInstanceOf(Error);
      const next = await under.openLog();
      expect(next.generation).toBe(3);
      expect((await readAll(next, "runs")).map(idOf)).not.toContain("of the stalled");
      const { kept, next: unfinished } = await impatient.control();
      expect([kept.map(({ generation }) => generation), unfinished]).toEqual([[1], undefined]);
    });

    test("a complete generation whose worker is gone is made live by whoever finds it", async () => {
      await fill(log, 1);
      const attempt = await generations.begin({
        partitions: PARTITIONS,
        origin: { kind: "backup", backup: "b" },
      });
      await attempt.append([{ topic: "runs", partition: 0, key: "k", text: '{"id":"restored"}' }]);
      await attempt.complete();
      const finder = generationsOf(under.openStorage(), { worker: "two", silentMs: 0 });
      await expect(
        finder.begin({ partitions: MORE, origin: { kind: "generation", generation: 1 } }),
      ).rejects.toMatchObject({ code: "conflict" });
      await finder.finish();
      const next = await under.openLog();
      expect([next.generation, (await readAll(next, "runs")).map(idOf)]).toEqual([2, ["restored"]]);
      await expect(attempt.activate()).rejects.toMatchObject({ code: "conflict" });
      await expect(log.append([sampleRecord("a", "late")])).rejects.toMatchObject({
        code: "log_unavailable",
      });
    });

    test("a generation that was live is kept for its time, can be copied from, and is removed once", async () => {
      await fill(log, 1);
      const before = await meaningOf(log);
      const brief = generationsOf(storage, { clock: LONG_AGO, silentMs: 0, keepMs: 1_000 });
      await nextGeneration(brief);
      expect(await brief.removeKept()).toEqual([]);
      const late = generationsOf(under.openStorage(), { worker: "late" });
      expect(await late.removeKept()).toEqual([1]);
      expect(await late.removeKept()).toEqual([]);
      await expect(late.source(1)).rejects.toMatchObject({ code: "not_found" });
      const next = await under.openLog();
      expect(await meaningOf(next)).toEqual(before);
      await nextGeneration(generations, { ...MORE, observations: 16 });
      expect((await generations.control()).kept.map(({ generation }) => generation)).toEqual([2]);
      expect(await generations.removeKept(2)).toEqual([2]);
    });

    test("partition counts that cannot be translated are refused, and nothing is begun", async () => {
      const origin = { kind: "generation", generation: 1 } as const;
      const begin = (partitions: Partial<typeof MORE>): Promise<unknown> =>
        generations.begin({ origin, partitions: { ...PARTITIONS, ...partitions } });
      await expect(begin({ observations: 6 })).rejects.toMatchObject({ code: "invalid_input" });
      await expect(begin({ assessments: 2 })).rejects.toMatchObject({ code: "invalid_input" });
      expect((await generations.control()).next).toBeUndefined();
    });

    test("records are copied as they are: no JSON, odd keys, records that stand in another partition than their key's", async () => {
      const texts = ['{"id": "cut o', "", "[1, 2 ]", '{ "spaced" : 1.0 }', '{"id":"\\ud800","x":"雪\u2028"}'];
      const attempt = await generations.begin({
        partitions: PARTITIONS,
        origin: { kind: "backup", backup: "b" },
      });
      await attempt.append(
        texts.map((text, index) => ({
          topic: "observations",
          partition: index % 4,
          key: `\n"${index}`,
          text,
        })),
      );
      await attempt.complete();
      await attempt.activate();
      await nextGeneration(generations);
      const copied = await readAll(await under.openLog());
      expect(copied.map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
      expect(copied.map(({ key }) => key).toSorted()).toEqual(texts.map((_, index) => `\n"${index}`));
      for (const { partition, text } of copied) expect(partition % 4).toBe(texts.indexOf(text) % 4);
    });
  });
}

function numberIn(id: string): number {
  return Number(id.slice("posted-".length));
}
