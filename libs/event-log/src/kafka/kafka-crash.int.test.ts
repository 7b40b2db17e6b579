import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeKafkaIsPossible, startNativeKafka } from "@milepost/native/testing/native-kafka";
import type { NativeServer } from "@milepost/native/testing/native-kafka";
import { MilepostError, silentLogger } from "@milepost/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EventLog } from "../index.ts";
import { consumeOptions, idOf, readAll, sampleRecord } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";
import type { KafkaLimits } from "./kafka-log.ts";

const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const APPENDS_AT_ONCE = 3;
const KILLS = 3;
const APPENDS_BETWEEN_KILLS = 40;
/** A broker that does not answer is given up soon. */
const IMPATIENT = { sendTimeoutMs: 1_500, waitTimeoutMs: 1_500, readTimeoutMs: 1_500 };
const SLACK_MS = 1_500;

describe.skipIf(!(await nativeKafkaIsPossible()))("the log on Kafka when the broker dies", () => {
  let dir = "";
  let broker: NativeServer;
  let log: EventLog;
  let deployment = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "milepost-kafka-"));
    broker = await startNativeKafka({ dir });
  });
  afterAll(async () => {
    await broker.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    deployment += 1;
  });
  afterEach(async () => {
    await broker.kill("SIGCONT");
    await log.close();
  });
  const open = async (limits: Partial<KafkaLimits> = {}): Promise<EventLog> => {
    const options = { brokers: [broker.url], prefix: `crash-${deployment}`, logger: silentLogger(), limits };
    log = await openKafkaLog(options);
    return log;
  };

  test("kill -9 loses nothing that was acknowledged, doubles nothing, and keeps the order per key", async () => {
    await open();
    const refused = new Set<string>();
    let next = 0;
    let acknowledged = 0;
    const appendTo = async (last: number): Promise<void> => {
      while (next < last) {
        const id = `${next}`;
        next += 1;
        await appendUntilTaken(log, id, refused);
        acknowledged += 1;
      }
    };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const last = kill * APPENDS_BETWEEN_KILLS;
      const appending = Promise.all(Array.from({ length: APPENDS_AT_ONCE }, () => appendTo(last)));
      // In the middle of it, wherever that is.
      await untilCounted(() => acknowledged, last - APPENDS_BETWEEN_KILLS / 2);
      await broker.kill("SIGKILL");
      await broker.restart();
      await appending;
    }
    const records = await readAll(log);
    for (const ofKey of Map.groupBy(records, ({ key }) => key).values()) {
      const ids = ofKey.map(idOf).filter((id) => !refused.has(id));
      expect(ids).toEqual(ids.toSorted((one, other) => Number(one) - Number(other)));
    }
    const found = Map.groupBy(records, idOf);
    expect(found.size).toBe(KILLS * APPENDS_BETWEEN_KILLS);
    const keys = [...found.values()].map((same) => new Set(same.map(({ key }) => key)).size);
    expect(new Set(keys)).toEqual(new Set([KEYS.length]));
    const doubled = [...found].filter(([id, same]) => !refused.has(id) && same.length !== KEYS.length);
    expect(doubled).toEqual([]);
  });

  test("while the broker is away, what is asked is refused in time as unknown; afterwards everything goes on by itself", async () => {
    await open(IMPATIENT);
    const seen: string[] = [];
    const consumer = log.consume(
      consumeOptions({ group: "g", onBatch: async (records) => void seen.push(...records.map(idOf)) }),
    );
    let told = Promise.withResolvers<void>();
    log.watch(["observations"], () => told.resolve());
    await log.append([sampleRecord("a", "1")]);
    await consumer.waitFor(await log.end(["observations"]));
    await broker.kill("SIGKILL");

    const from = performance.now();
    const refusals = await Promise.all(
      [
        log.append([sampleRecord("a", "2")]),
        log.end(["observations"]),
        log.committed("g", ["observations"]),
        readAll(log),
      ].map((asked) => asked.then(() => "answered", String)),
    );
    expect(performance.now() - from).toBeLessThan(
      IMPATIENT.waitTimeoutMs + IMPATIENT.sendTimeoutMs + SLACK_MS,
    );
    for (const refusal of refusals) expect(refusal).toContain("KAFKA_BROKERS");
    const refused = await log.append([sampleRecord("a", "2")]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "log_unavailable", retryable: true });

    told = Promise.withResolvers<void>();
    await broker.restart();
    await log.append([sampleRecord("a", "2")]);
    await told.promise;
    await consumer.waitFor(await log.end(["observations"]));
    expect([...new Set(seen)]).toEqual(["1", "2"]);
  });

  test("an append of unknown fate never makes a later one vanish", async () => {
    await open(IMPATIENT);
    await log.append([sampleRecord("a", "before")]);
    await broker.kill("SIGSTOP");
    const lost = await log.append([sampleRecord("a", "lost")]).catch((error: unknown) => error);
    expect(lost).toMatchObject({ code: "log_unavailable", retryable: true });
    await broker.kill("SIGCONT");
    // As many records to the same partition: with the same numbers the broker would take it for the one before.
    await log.append([sampleRecord("a", "later")]);
    const ids = (await readAll(log)).map(idOf);
    expect(ids.filter((id) => id !== "lost")).toEqual(["before", "later"]);
    await log.append([sampleRecord("a", "lost")]);
    expect((await readAll(log)).map(idOf)).toContain("lost");
  });

  test("what waits too long behind others is refused unsent, and memory stays bounded", async () => {
    await open(IMPATIENT);
    await broker.kill("SIGSTOP");
    const large = "x".repeat(4 * 1024 * 1024);
    const appends = Array.from({ length: 40 }, () => log.append([sampleRecord("a", large)]));
    const outcomes = await Promise.allSettled(appends);
    const reasons = outcomes.map((outcome) =>
      outcome.status === "rejected" ? (outcome.reason as unknown) : "taken",
    );
    for (const reason of reasons) expect(reason).toMatchObject({ code: "log_unavailable", retryable: true });
    const words = reasons.map(String);
    expect(words.some((word) => word.includes("too many wait"))).toBe(true);
    expect(words.some((word) => word.includes("was not sent"))).toBe(true);
  });
});

/** Appends a record for every key; the same ones again when they may not be there. */
async function appendUntilTaken(log: EventLog, id: string, refused: Set<string>): Promise<void> {
  for (;;) {
    try {
      await log.append(KEYS.map((key) => sampleRecord(key, id)));
      return;
    } catch (error) {
      if (!(error instanceof MilepostError) || error.code !== "log_unavailable") throw error;
      refused.add(id);
    }
  }
}

async function untilCounted(count: () => number, wanted: number): Promise<void> {
  while (count() < wanted) await new Promise<void>((resolve) => setImmediate(resolve));
}
