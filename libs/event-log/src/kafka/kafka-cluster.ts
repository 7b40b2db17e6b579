import { metadataRequest } from "./cluster-requests.ts";
import type { ClusterMetadata } from "./cluster-requests.ts";
import { send } from "./kafka-wire.ts";
import type { Address, KafkaBroker, KafkaWire } from "./kafka-wire.ts";

const UNKNOWN_TOPIC = 3;

/** A partition by the name that Kafka knows its topic by. */
export interface KafkaPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Knows which broker leads which partition. */
export interface KafkaCluster {
  /** Puts partitions beside the broker that leads them; those without a leader are left out. */
  byLeader<Partition extends KafkaPartition>(
    partitions: readonly Partition[],
  ): Promise<ReadonlyMap<Address, readonly Partition[]>>;
  /** A topic that the brokers said is not there, among those of the last look; undefined: there is none. */
  missing(partitions: readonly KafkaPartition[]): string | undefined;
  /** Has the next call look again: what it knew turned out to be wrong. */
  forget(): void;
}

interface Known {
  readonly topics: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  /** By `topic/partition`. */
  readonly leaders: ReadonlyMap<string, Address>;
}

/** Asks the brokers over a wire, and remembers until it is told to forget. */
export function createKafkaCluster(wire: KafkaWire): KafkaCluster {
  let known: Known | undefined;
  return {
    byLeader: async (partitions) => {
      const wanted = new Set(partitions.map(({ topic }) => topic));
      const topics = new Set([...(known?.topics ?? []), ...wanted]);
      if (known === undefined || topics.size > known.topics.size) {
        known = leadersOf(topics, await wire.ask("any", askMetadata([...topics])));
      }
      const { leaders } = known;
      const led = new Map<Address, (typeof partitions)[number][]>();
      for (const partition of partitions) {
        const leader = leaders.get(`${partition.topic}/${partition.partition}`);
        if (leader === undefined) continue;
        led.set(leader, [...(led.get(leader) ?? []), partition]);
      }
      return led;
    },
    missing: (partitions) => partitions.find(({ topic }) => known?.missing.has(topic))?.topic,
    forget: () => {
      known = undefined;
    },
  };
}

/** Asks a broker for what it knows of topics. */
export function askMetadata(
  topics: readonly string[] | "all",
): (broker: KafkaBroker) => Promise<ClusterMetadata> {
  return (broker) => send(broker, metadataRequest(topics));
}

function leadersOf(topics: ReadonlySet<string>, metadata: ClusterMetadata): Known {
  const addresses = new Map(metadata.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
  const leaders = new Map<string, Address>();
  for (const { topic, partitions } of metadata.topics) {
    for (const { partition, leader } of partitions) {
      const address = addresses.get(leader);
      if (address !== undefined) leaders.set(`${topic}/${partition}`, address);
    }
  }
  const missing = metadata.topics.filter(({ errorCode }) => errorCode === UNKNOWN_TOPIC);
  return { topics, missing: new Set(missing.map(({ topic }) => topic)), leaders };
}
