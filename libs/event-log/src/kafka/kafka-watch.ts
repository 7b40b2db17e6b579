import { setTimeout as delay } from "node:timers/promises";
import errors from "kafkajs/src/protocol/error.js";
import type { FetchPosition } from "./fetch-request.ts";
import { fetchRequest } from "./fetch-request.ts";
import { atLeaders, fetchEnds } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { KafkaPartition } from "./kafka-cluster.ts";
import { send } from "./kafka-wire.ts";
import type { Address } from "./kafka-wire.ts";

/** How long a broker holds the question while there is nothing. */
const LONG_POLL_MS = 1_000;
/** News that come so close together are told once. */
const COALESCE_MS = 10;
const RETRY_PAUSE_MS = 500;
/** Only whether there is anything is of interest; one batch comes all the same. */
const FEW_BYTES = 1;

/** Tells listeners of appends to topics, by the names that Kafka knows them by. */
export interface KafkaWatch {
  watch(topics: readonly string[], listener: () => void): () => void;
  /** Says that this process appended to a topic. */
  notify(topics: ReadonlySet<string>): void;
  close(): void;
}

/** Ends together when one of its leaders fails. */
interface Round {
  over: boolean;
}

interface Watcher {
  readonly topics: readonly string[];
  readonly listener: () => void;
}

/** One long question for all watchers, about all partitions; none while nobody watches. Needs a wire of its own. */
export function createKafkaWatch(reach: KafkaReach, partitions: readonly KafkaPartition[]): KafkaWatch {
  const watchers = new Set<Watcher>();
  let running = false;
  let closed = false;

  const notify = (topics: ReadonlySet<string>): void => {
    for (const watcher of watchers) {
      if (watcher.topics.some((topic) => topics.has(topic))) watcher.listener();
    }
  };
  /** Asks one leader on and on, until there is nobody to tell or the round is over. */
  const watchLeader = async (leader: Address, led: readonly FetchPosition[], round: Round): Promise<void> => {
    let ends = led;
    while (!round.over && !closed && watchers.size > 0) {
      const grown = await waitForGrowth(reach, leader, ends);
      if (grown.size === 0) continue;
      ends = ends.map((end) => grown.get(`${end.topic}/${end.partition}`) ?? end);
      notify(new Set([...grown.values()].map(({ topic }) => topic)));
      await delay(COALESCE_MS);
    }
  };
  const watchAll = async (round: Round): Promise<void> => {
    const ends = await fetchEnds(reach, partitions);
    // Whatever was appended before this was known has no other news.
    notify(new Set(partitions.map(({ topic }) => topic)));
    await atLeaders(reach, ends, (leader, led) => watchLeader(leader, led, round));
  };
  const run = async (): Promise<void> => {
    running = true;
    while (!closed && watchers.size > 0) {
      const round = { over: false };
      await watchAll(round).catch(() => delay(RETRY_PAUSE_MS, undefined, { ref: false }));
      round.over = true;
    }
    running = false;
  };

  return {
    watch: (topics, listener) => {
      const watcher = { topics, listener };
      watchers.add(watcher);
      if (!running && !closed) void run();
      return () => void watchers.delete(watcher);
    },
    notify,
    close: () => {
      closed = true;
      watchers.clear();
    },
  };
}

/** The partitions of one leader whose end moved, with their new end; empty when none did in time. */
async function waitForGrowth(
  { wire }: KafkaReach,
  leader: Address,
  positions: readonly FetchPosition[],
): Promise<ReadonlyMap<string, FetchPosition>> {
  const few = { maxBytes: FEW_BYTES, maxPartitionBytes: FEW_BYTES };
  const request = fetchRequest({ positions, maxWaitMs: LONG_POLL_MS, ...few });
  const known = new Map(positions.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
  const grown = new Map<string, FetchPosition>();
  for (const fetched of await wire.ask(leader, (broker) => send(broker, request))) {
    if (fetched.errorCode !== 0) throw errors.createErrorFromCode(fetched.errorCode);
    const { topic, partition, end } = fetched;
    const name = `${topic}/${partition}`;
    if (end > (known.get(name) ?? 0)) grown.set(name, { topic, partition, offset: end });
  }
  return grown;
}
