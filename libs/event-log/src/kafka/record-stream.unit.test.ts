import { silentLogger } from "@milepost/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createConsumerTroubles } from "./consumer-troubles.ts";
import type { KafkaCluster } from "./kafka-cluster.ts";
import { createTopicNames } from "./kafka-topics.ts";
import type { Address, KafkaWire } from "./kafka-wire.ts";
import { openRecordStream } from "./record-stream.ts";
import type { RecordStream } from "./record-stream.ts";

const LED = { topic: "led", partition: 0, offset: 0 };
const UNLED = { topic: "unled", partition: 0, offset: 0 };
const FIRST: Address = { host: "first", port: 9092 };
const SECOND: Address = { host: "second", port: 9092 };
const LONG_MS = 60_000;
const BUSY_MS = 5;
const NEVER_MS = Number.POSITIVE_INFINITY;

/** Brokers that answer after so long; one leads a partition, and nobody the other one until somebody does. */
interface Brokers {
  stream: RecordStream;
  leader: Address | undefined;
  looks: number;
  readonly asked: Address[];
  /** When a try was told, and the how manieth in a row. */
  readonly told: (readonly [atMs: number, failures: number | undefined])[];
}

function consumeFrom(answerMs: number, answers = true): Brokers {
  let known: Address | "none" | undefined;
  const cluster: KafkaCluster = {
    byLeader: async <Partition>(partitions: readonly Partition[]) => {
      if (known === undefined) brokers.looks += 1;
      known ??= brokers.leader ?? "none";
      const [led, unled] = partitions as readonly [Partition, Partition];
      return new Map([[FIRST, [led]], ...(known === "none" ? [] : [[known, [unled]] as const])]);
    },
    missing: () => undefined,
    forget: () => {
      known = undefined;
    },
  };
  const ask = async (broker: Address): Promise<readonly []> => {
    brokers.asked.push(broker);
    await new Promise((resolve) => {
      if (answerMs !== NEVER_MS) setTimeout(resolve, answerMs);
    });
    if (!answers) throw new Error("the line broke");
    return [];
  };
  const brokers: Brokers = { leader: undefined, looks: 0, asked: [], told: [], stream: undefined as never };
  const logger = silentLogger();
  const onTrouble = (trouble?: { readonly failures: number }): void =>
    void brokers.told.push([performance.now(), trouble?.failures]);
  brokers.stream = openRecordStream(
    {
      cluster,
      wire: { ask } as unknown as KafkaWire,
      names: createTopicNames("t", { generation: 1 } as never),
      logger,
      troubles: createConsumerTroubles({ options: { group: "g", onTrouble }, sessionTimeoutMs: 1, logger }),
    },
    [LED, UNLED],
  );
  return brokers;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("what has no leader is looked for, and told of, in pauses that grow, however often other brokers answer", async () => {
  const brokers = consumeFrom(BUSY_MS);
  await vi.advanceTimersByTimeAsync(1_450);
  brokers.stream.close();
  const failures = brokers.told.map(([, each]) => each);
  expect(failures).toEqual([1, 2, 3, 4]);
  const pauses = brokers.told.slice(1).map(([atMs], index) => atMs - (brokers.told[index]?.[0] ?? 0));
  for (const [index, least] of [100, 200, 400].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(least);
    expect(pauses[index]).toBeLessThan(least + 2 * BUSY_MS);
  }
  expect(brokers.looks).toBe(failures.length);
  expect(brokers.asked.length).toBeGreaterThan(100);
});

test("a partition that gets a leader is taken up while no other broker answers, and the trouble is over", async () => {
  const brokers = consumeFrom(NEVER_MS);
  await vi.advanceTimersByTimeAsync(50);
  expect(brokers.asked).toEqual([FIRST]);
  brokers.leader = SECOND;
  await vi.advanceTimersByTimeAsync(100);
  expect(brokers.asked).toEqual([FIRST, SECOND]);
  expect(brokers.told.map(([, failures]) => failures)).toEqual([1, undefined]);
  brokers.stream.close();
});

test.each([
  { which: "answer", answerMs: BUSY_MS, answers: true },
  { which: "fail", answerMs: BUSY_MS, answers: false },
  { which: "keep silent", answerMs: NEVER_MS, answers: true },
])("a closed stream of brokers that $which looks no more, and leaves no timer", async (behaviour) => {
  const brokers = consumeFrom(behaviour.answerMs, behaviour.answers);
  await vi.advanceTimersByTimeAsync(1_000);
  brokers.stream.close();
  await vi.advanceTimersByTimeAsync(BUSY_MS);
  expect(vi.getTimerCount()).toBe(0);
  const { looks } = brokers;
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(brokers.looks).toBe(looks);
});
