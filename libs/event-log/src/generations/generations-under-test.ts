import { setTimeout as delay } from "node:timers/promises";
import { PARTITIONS, TOPICS } from "@milepost/contracts";
import type { MilepostEvent, Topic } from "@milepost/contracts";
import { errorCode, systemClock } from "@milepost/runtime";
import type { EventLog, LogRecord } from "../index.ts";
import { readAll, sampleRecord } from "../log-under-test.ts";
import { copyLog } from "./copy-log.ts";
import type { CopiedLog } from "./copy-log.ts";
import type { GenerationStorage } from "./generation-storage.ts";
import { createLogGenerations } from "./log-generations.ts";
import type { GenerationsOptions, LogGenerations } from "./log-generations.ts";
import type { Partitions } from "./place-map.ts";

const RETRY_MS = 20;

/** How the suite gets the adapter under test. */
export interface GenerationsFactory {
  readonly name: string;
  /** An empty log on storage of its own. */
  open(): Promise<GenerationsUnderTest>;
}

/** A log and its generations, on storage of its own. */
export interface GenerationsUnderTest {
  /** Opens the log, as one process does. */
  openLog(onGenerationChanged?: (generation: number) => void): Promise<EventLog>;
  /** Opens the storage of its generations, as one process does. */
  openStorage(): GenerationStorage;
  /** What a child process needs to open the same. */
  readonly child: ChildStorage;
  /** Closes whatever is open and removes the storage. */
  close(): Promise<void>;
}

/** Where a child process finds the log. */
export type ChildStorage =
  | { readonly on: "files"; readonly dir: string; readonly prefix: string }
  | { readonly on: "kafka"; readonly brokers: readonly string[]; readonly prefix: string };

/** Twice the partitions that a log begins with. */
export const MORE: Partitions = { ...PARTITIONS, observations: 8, records: 3 };

/** Generations as a process has them; a worker of another name is another process. */
export function generationsOf(
  storage: GenerationStorage,
  more: Partial<GenerationsOptions> = {},
): LogGenerations {
  return createLogGenerations({ storage, worker: "one", clock: systemClock, silentMs: 30_000, ...more });
}

/** Copies the live generation into the next one. */
export async function nextGeneration(
  generations: LogGenerations,
  partitions: Partitions = MORE,
): Promise<CopiedLog> {
  const { generation } = await generations.control();
  const attempt = await generations.begin({ partitions, origin: { kind: "generation", generation } });
  const source = await generations.source(generation);
  return copyLog({ attempt, source, isLive: true, signal: new AbortController().signal });
}

/** A log with records in every topic, some of which name places of others. */
export async function fill(log: EventLog, rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const keys = Array.from({ length: 60 }, (_, index) => `key-${index % 23}`);
    await log.append(keys.map((key, index) => sampleRecord(key, `${round}-${key}-${index}`)));
    for (const topic of TOPICS.filter((one) => one !== "dead-letters" && one !== "assessments"))
      await log.append([sampleRecord(`k${round}`, `${topic}-${round}`, topic)]);
    const inputsPosition = await log.end(["observations", "strategy", "assessments"]);
    await log.append([
      named("assessments", `assessed-${round}`, {
        type: "milepost.goal.closed.v1",
        data: { inputsPosition },
      }),
    ]);
    const [placed] = await log.append([sampleRecord(`key-${round}`, `dead-${round}`)]);
    const letter = { ...placed, code: "invalid_event", reason: "", payload: "" };
    const said = { type: "milepost.dead-letter.recorded.v1", data: letter };
    await log.append([named("dead-letters", `letter-${round}`, said)]);
  }
}

function named(
  topic: Topic,
  id: string,
  said: { readonly type: string; readonly data: object },
): Parameters<EventLog["append"]>[0][number] {
  const { event } = sampleRecord("k", id, topic);
  return { topic, key: id, event: { ...event, ...said } as unknown as MilepostEvent };
}

/** What a log says, whatever places it has: names of places are replaced by what stands there, or is below. */
export async function meaningOf(log: EventLog): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<Topic, readonly LogRecord[]>();
  for (const topic of TOPICS) all.set(topic, await readAll(log, topic));
  const idAt = (topic: Topic, partition: number, offset: number): string =>
    nameOf(all.get(topic)?.find((one) => one.partition === partition && one.offset === offset));
  const below = (position: Readonly<Record<string, number>>): readonly string[] =>
    [...all.values()]
      .flat()
      .filter((one) => one.offset < (position[`${one.topic}/${one.partition}`] ?? 0))
      .map(nameOf)
      .toSorted();
  const said = ({ text, value }: LogRecord): string => {
    const event = value as MilepostEvent | undefined;
    if (event?.type === "milepost.goal.closed.v1")
      return JSON.stringify([nameOf(event), below(event.data.inputsPosition)]);
    if (event?.type === "milepost.dead-letter.recorded.v1") {
      const { topic, partition, offset } = event.data;
      return JSON.stringify([nameOf(event), idAt(topic, partition, offset)]);
    }
    return text;
  };
  const byKey = Map.groupBy([...all.values()].flat(), ({ topic, key }) => `${topic} ${key}`);
  return new Map([...byKey].map(([key, records]) => [key, records.map(said)]));
}

function nameOf(from: LogRecord | MilepostEvent | undefined): string {
  if (from === undefined) return "nothing";
  const event = "value" in from ? (from.value as MilepostEvent | undefined) : (from as MilepostEvent);
  return `${event?.source} ${event?.id}`;
}

/** A client that posts on and on, again and again whatever is refused as retryable, in whichever generation. */
export function postForever(open: () => Promise<EventLog>): { stop(): Promise<readonly string[]> } {
  let stopped = false;
  const posted: string[] = [];
  const run = async (): Promise<void> => {
    let log = await open();
    for (let count = 0; !stopped; count += 1) {
      const id = `posted-${count}`;
      for (;;) {
        try {
          await log.append([sampleRecord(`key-${count % 7}`, id)]);
          break;
        } catch (error) {
          if (errorCode(error) !== "log_unavailable") throw error;
          await log.close();
          await delay(RETRY_MS);
          log = await open();
        }
      }
      posted.push(id);
    }
    await log.close();
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      await running;
      return posted;
    },
  };
}
