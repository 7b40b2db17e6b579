import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { openTestKafka } from "@milepost/native/testing/test-kafka";
import type { TestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConsumeOptions, EventLog } from "../index.ts";
import { consumeOptions, sampleRecord } from "../log-under-test.ts";
import { HAND_OVER } from "./kafka-group.ts";
import { openKafkaLog } from "./kafka-log.ts";

const CHILD = fileURLToPath(new URL("consume-slowly.child.ts", import.meta.url));

describe.skipIf((await testServer("kafka")) === undefined)("members of a group on Kafka", () => {
  let kafka: TestKafka;
  const logs: EventLog[] = [];
  let child: Child | undefined;
  beforeEach(async () => {
    kafka = await openTestKafka();
  });
  afterEach(async () => {
    // Also when the test failed half-way: a child that is left holds the run.
    child?.kill("SIGKILL");
    child = undefined;
    for (const log of logs.splice(0)) await log.close();
    await kafka.close();
  });
  const open = async (limits = {}, logger = silentLogger()): Promise<EventLog> => {
    const { brokers, prefix } = kafka;
    const log = await openKafkaLog({ brokers, prefix, logger, limits });
    logs.push(log);
    return log;
  };
  const append = async (log: EventLog, ids: readonly string[]): Promise<void> => {
    await log.append(ids.map((id) => sampleRecord("k", id, "strategy")));
  };

  test("a batch that is under way when partitions are handed over is finished and committed first", async () => {
    const asked = Promise.withResolvers<void>();
    const log = await open({}, listeningLogger(HAND_OVER, asked.resolve));
    const other = await open();
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
    // The member knows by now that a newcomer wants a share.
    await asked.promise;
    expect(taken).toEqual([0, 1]);
    expect(await other.committed("g", ["strategy"])).toEqual({ "strategy/0": 0 });
    gate.resolve();
    await second.waitFor({ "strategy/0": 4 });
    expect(taken).toEqual([0, 1, 2, 3]);
  });

  test("a member that was stopped beyond its session commits nothing when it goes on, and takes only what is new", async () => {
    const log = await open({ sessionTimeoutMs: 1_500 });
    await append(log, ["1", "2"]);
    const stopped = spawn(process.execPath, [CHILD, kafka.brokers.join(), kafka.prefix], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child = stopped;
    const said = linesOf(stopped);
    await vi.waitFor(() => expect(said).toEqual(["polled", "taken 0,1"]), { timeout: 120_000 });
    stopped.kill("SIGSTOP");
    // Another member takes the stopped one's place, and gets further.
    const consumer = log.consume(consumeOptions({ group: "g", topics: ["strategy"] }));
    await consumer.waitFor({ "strategy/0": 2 });
    await append(log, ["3", "4", "5"]);
    await consumer.waitFor({ "strategy/0": 5 });
    stopped.kill("SIGCONT");
    stopped.stdin.write("go on\n");
    await vi.waitFor(() => expect(said.at(-1)).toBe("committing"), { timeout: 120_000 });
    await consumer.close();
    await append(log, ["6"]);
    await vi.waitFor(() => expect(said.at(-1)).toBe("taken 5"), { timeout: 120_000 });
    expect(said).toEqual(["polled", "taken 0,1", "committing", "polled", "taken 5"]);
    expect(await log.committed("g", ["strategy"])).toEqual({ "strategy/0": 5 });
  });
});

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A logger that only listens for one sentence. */
function listeningLogger(sentence: string, onHeard: () => void): Logger {
  const logger: Logger = {
    ...silentLogger(),
    info: (_, message) => {
      if (message === sentence) onHeard();
    },
    child: () => logger,
  };
  return logger;
}

function linesOf(child: Child): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return lines;
}
