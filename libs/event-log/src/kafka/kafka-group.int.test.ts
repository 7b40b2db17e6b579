import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConsumeOptions, EventLog } from "../index.ts";
import { consumeOptions, sampleRecord } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";

const CHILD = fileURLToPath(new URL("consume-slowly.child.ts", import.meta.url));

describe.skipIf((await testServer("kafka")) === undefined)("members of a group on Kafka", () => {
  let kafka: TestKafka;
  let logs: EventLog[] = [];
  beforeEach(async () => {
    kafka = await openTestKafka();
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
    await kafka.close();
  });
  const open = async (limits = {}): Promise<EventLog> => {
    const { brokers, prefix } = kafka;
    const log = await openKafkaLog({ brokers, prefix, logger: silentLogger(), limits });
    logs.push(log);
    return log;
  };
  const append = async (log: EventLog, ids: readonly string[]): Promise<void> => {
    await log.append(ids.map((id) => sampleRecord("k", id, "strategy")));
  };

  test("a batch that is under way when partitions are handed over is finished and committed first", async () => {
    const [log, other] = [await open(), await open()];
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const taken: number[] = [];
    const take: ConsumeOptions["onBatch"] = async (records) => {
      taken.push(...records.map(({ offset }) => offset));
      started.resolve();
      await gate.promise;
    };
    const options = { group: "g", topics: ["strategy"], maxBatchRecords: 2, onBatch: take } as const;
    await append(log, ["1", "2", "3", "4"]);
    log.consume(consumeOptions(options));
    await started.promise;
    const second = other.consume(consumeOptions(options));
    await waitForRebalance(kafka, "g");
    expect(taken).toEqual([0, 1]);
    expect(await other.committed("g", ["strategy"])).toEqual({ "strategy/0": 0 });
    gate.resolve();
    await second.waitFor({ "strategy/0": 4 });
    expect(taken).toEqual([0, 1, 2, 3]);
  });

  test("a member that was stopped beyond its session commits nothing when it goes on, and takes only what is new", async () => {
    const log = await open({ sessionTimeoutMs: 1_500 });
    await append(log, ["1", "2"]);
    const child = spawn(process.execPath, [CHILD, kafka.brokers.join(), kafka.prefix], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const said = linesOf(child);
    await vi.waitFor(() => expect(said).toEqual(["polled", "taken 0,1"]), { timeout: 10_000 });
    child.kill("SIGSTOP");
    // Another member takes the stopped one's place, and gets further.
    const consumer = log.consume(consumeOptions({ group: "g", topics: ["strategy"] }));
    await consumer.waitFor({ "strategy/0": 2 });
    await append(log, ["3", "4", "5"]);
    await consumer.waitFor({ "strategy/0": 5 });
    child.kill("SIGCONT");
    child.stdin.write("go on\n");
    await vi.waitFor(() => expect(said.at(-1)).toBe("committing"), { timeout: 10_000 });
    await consumer.close();
    await append(log, ["6"]);
    await vi.waitFor(() => expect(said.at(-1)).toBe("taken 5"), { timeout: 10_000 });
    expect(said).toEqual(["polled", "taken 0,1", "committing", "polled", "taken 5"]);
    expect(await log.committed("g", ["strategy"])).toEqual({ "strategy/0": 5 });
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});

/** Resolves once a newcomer waits for the members to come together. */
async function waitForRebalance({ brokers, prefix }: TestKafka, group: string): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await vi.waitFor(async () => {
    const { groups } = await admin.describeGroups([`${prefix}.${group}`]);
    expect(groups[0]?.state).toBe("PreparingRebalance");
  });
  await admin.disconnect();
}

function linesOf(child: ChildProcessByStdio<Writable, Readable, null>): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return lines;
}
