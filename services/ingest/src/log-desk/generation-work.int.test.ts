import { CANARY_KPI, PARTITIONS, TOPICS } from "@milepost/contracts";
import type { MilepostEvent, Position } from "@milepost/contracts";
import type { EmbeddedLog } from "@milepost/event-log/embedded-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { createLogGenerations } from "@milepost/event-log/log-generations";
import type { LogGenerations, RecordSource } from "@milepost/event-log/log-generations";
import { createPlaceMap } from "@milepost/event-log/place-map";
import { silentLogger, systemClock } from "@milepost/runtime";
import { observationEvent, temporaryFolder } from "@milepost/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startGenerationWork } from "./generation-work.ts";
import type { GenerationWork } from "./generation-work.ts";

const logger = silentLogger();
const RESTORED = observationEvent({ event: { id: "restored" } });
let log: EmbeddedLog;
let open: () => Promise<EmbeddedLog>;
const cleanup: (() => void | Promise<void>)[] = [];
beforeEach(async () => {
  const folder = temporaryFolder();
  cleanup.push(() => folder.remove());
  open = () => openEmbeddedLog({ dir: folder.path, prefix: "test", logger });
  log = await open();
  cleanup.push(() => log.close());
});
afterEach(async () => {
  for (const each of cleanup.splice(0).toReversed()) await each();
});

const generationsOf = (worker: string): LogGenerations =>
  createLogGenerations({ storage: log.generations, worker, clock: systemClock, silentMs: 0 });
const start = (
  generations: LogGenerations,
  end: EmbeddedLog["end"] = (topics) => log.end(topics),
): GenerationWork => {
  const read: EmbeddedLog["read"] = (range) => log.read(range);
  const work = startGenerationWork({ log: { end, read }, generations, logger });
  cleanup.push(() => work.close());
  return work;
};
const post = (id: string, into = log, key = "k"): Promise<unknown> => {
  const event = observationEvent({ event: { id } }) as unknown as MilepostEvent;
  return into.append([{ topic: "observations", key, event }]);
};

/** The log as it goes on. */
async function logAfter(generation: number): Promise<EmbeddedLog> {
  const standing = async (): Promise<unknown> => (await log.generations.readControl()).control;
  await expect.poll(standing, { timeout: 5_000 }).toMatchObject({ generation, sealed: false });
  const next = await open();
  cleanup.push(() => next.close());
  return next;
}

async function idsIn(of: EmbeddedLog): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let partition = 0; partition < of.partitions.observations; partition += 1) {
    const whole = { topic: "observations", partition, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
    for await (const batch of of.read(whole))
      ids.push(...batch.map(({ value }) => (value as { id: string }).id));
  }
  return ids;
}

const backup = (): RecordSource => ({
  partitions: PARTITIONS,
  end: async () => {
    const places = TOPICS.flatMap((topic) =>
      Array.from({ length: PARTITIONS[topic] }, (_, partition) => [`${topic}/${partition}`, 0] as const),
    );
    return { ...Object.fromEntries(places), "observations/0": 1 };
  },
  read: async function* ({ topic, partition }) {
    if (topic === "observations" && partition === 0)
      yield [{ topic, partition, offset: 0, key: "k", text: JSON.stringify(RESTORED) }];
  },
});
const restoring = (): Parameters<GenerationWork["restore"]>[0] => ({
  backup: "b",
  source: backup(),
  map: createPlaceMap(PARTITIONS, PARTITIONS),
  partitions: PARTITIONS,
  replace: false,
  done: async () => undefined,
});

it("restores into an empty log, and names the generation that it makes", async () => {
  expect(await start(generationsOf("one")).restore(restoring())).toBe(2);
  expect(await idsIn(await logAfter(2))).toEqual(["restored"]);
});

it("takes a log in which nothing but the canary was heard for an empty one", async () => {
  await post("canary", log, `${CANARY_KPI}/0`);
  const work = start(generationsOf("one"));
  await work.refuseToReplace(false);
  expect(await work.restore(restoring())).toBe(2);
  expect(await idsIn(await logAfter(2))).toEqual(["restored"]);
});

it("refuses to replace a value beside canaries", async () => {
  await post("canary", log, `${CANARY_KPI}/0`);
  await post("value");
  await expect(start(generationsOf("one")).refuseToReplace(false)).rejects.toMatchObject({
    code: "conflict",
  });
});

it("keeps an event that is accepted between the look whether the log is empty and the seal, and takes events again by itself", async () => {
  const endThenPost = async (...of: Parameters<EmbeddedLog["end"]>): Promise<Position> => {
    const end = await log.end(...of);
    // Once it is sealed nothing is accepted any more.
    await post("accepted").catch(() => undefined);
    return end;
  };
  expect(await start(generationsOf("one"), endThenPost).restore(restoring())).toBe(2);
  const next = await logAfter(3);
  await post("afterwards", next);
  expect(await idsIn(next)).toEqual(["accepted", "afterwards"]);
});

it.each(["sealed for a log with records", "sealed for an empty log"])(
  "lets a log go on as it was that a restore has left %s, whose process is gone",
  async (left) => {
    if (left.endsWith("records")) await post("before");
    const origin = { kind: "backup", backup: "b" } as const;
    const attempt = await generationsOf("gone").begin({ origin, partitions: PARTITIONS });
    await attempt.seal();
    await expect(post("refused")).rejects.toMatchObject({ code: "log_unavailable", retryable: true });
    start(generationsOf("next"));
    const next = await logAfter(3);
    await post("afterwards", next);
    expect(await idsIn(next)).toEqual(left.endsWith("records") ? ["before", "afterwards"] : ["afterwards"]);
  },
);
