import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { ConsumeOptions, Consumer, EventLog, LogRecord } from "./index.ts";
import { consumeOptions, sampleRecord } from "./log-under-test.ts";
import type { EventLogFactory, LogUnderTest } from "./log-under-test.ts";

const KEYS = Array.from({ length: 40 }, (_, index) => `key-${index}`);
const SAMPLE_INTERVAL_MS = 10;

/** What every adapter guarantees when several instances have the same log open. */
export function instancesSuite(open: () => Promise<LogUnderTest>, factory: EventLogFactory): void {
  test("instances of a log agree on its deployment, generation and partitions, and read what the other appended", async () => {
    const under = await open();
    const other = await under.openAnother();
    const { deployment, generation, partitions } = under.log;
    expect(other).toMatchObject({ deployment, generation, partitions });
    const told = Promise.withResolvers<void>();
    other.watch(["strategy"], () => told.resolve());
    await under.log.append([sampleRecord("k", "1", "strategy")]);
    await told.promise;
    expect(await other.end(["strategy"])).toEqual({ "strategy/0": 1 });
  });

  test("a position is reached by the group's commits, also when another instance made them", async () => {
    const under = await open();
    const other = await under.openAnother();
    const topics = ["strategy"] as const;
    const one = under.log.consume(consumeOptions({ group: "g", topics }));
    const another = other.consume(consumeOptions({ group: "g", topics }));
    await under.log.append([sampleRecord("k", "1", "strategy")]);
    await Promise.all([one, another].map((consumer) => consumer.waitFor({ "strategy/0": 1 })));
    expect(await other.committed("g", topics)).toEqual({ "strategy/0": 1 });
  });

  if (!factory.sharesGroups) return;
  test("instances of a group share its partitions and hand them over: each record once, and no commit goes back", async () => {
    const under = await open();
    const other = await under.openAnother();
    const seen: Seen = { first: [], second: [] };
    const sampling = sampleCommits(under.log);
    const first = consumeInto(under.log, seen.first);
    await appendRound(under.log, 0);
    await first.waitFor(await under.log.end(["observations"]));
    const second = consumeInto(other, seen.second);
    // Rounds go on until the newcomer has its share.
    let round = 1;
    for (; seen.second.length === 0; round += 1) await appendRound(under.log, round);
    await appendRound(under.log, (round += 1));
    await first.waitFor(await under.log.end(["observations"]));
    const shared = seen.first.length;
    expect(shared).toBeGreaterThan(KEYS.length);
    await first.close();
    await appendRound(other, (round += 1));
    await second.waitFor(await other.end(["observations"]));
    expect(seen.first).toHaveLength(shared);
    const end = await other.end(["observations"]);
    const all = [...seen.first, ...seen.second].map((record) => `${record.partition}/${record.offset}`);
    const sum = Object.values(end).reduce((total, offset) => total + offset, 0);
    expect(new Set(all).size).toBe(sum);
    expect(all).toHaveLength(sum);
    await sampling.stop();
  });
}

interface Seen {
  readonly first: LogRecord[];
  readonly second: LogRecord[];
}

function consumeInto(log: EventLog, seen: LogRecord[]): Consumer {
  const onBatch: ConsumeOptions["onBatch"] = async (records) => void seen.push(...records);
  return log.consume(consumeOptions({ group: "g", maxBatchRecords: 7, onBatch }));
}

async function appendRound(log: EventLog, round: number): Promise<void> {
  await log.append(KEYS.map((key) => sampleRecord(key, `${key}-${round}`)));
}

/** Looks at a group's commits on and on; rejects at the end when one went back. */
function sampleCommits(log: EventLog): { stop(): Promise<void> } {
  const samples: Position[] = [];
  let stopped = false;
  const sample = async (): Promise<void> => {
    while (!stopped) {
      samples.push(await log.committed("g", ["observations"]));
      await delay(SAMPLE_INTERVAL_MS);
    }
  };
  const sampling = sample();
  return {
    stop: async () => {
      stopped = true;
      await sampling;
      for (const [index, position] of samples.entries()) {
        for (const [key, offset] of Object.entries(samples[index + 1] ?? {})) {
          expect(offset).toBeGreaterThanOrEqual(position[key] ?? 0);
        }
      }
    },
  };
}
