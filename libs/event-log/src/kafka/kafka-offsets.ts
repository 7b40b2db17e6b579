import type { Position, Topic } from "@milepost/contracts";
import { partitionKey } from "../index.ts";
import { fetchEnds } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { TopicNames } from "./kafka-topics.ts";
import type { Address, KafkaWire } from "./kafka-wire.ts";

const GROUP_COORDINATOR = 0;

/** First unwritten offset of each partition of the topics. */
export async function readEnds(
  reach: KafkaReach,
  names: TopicNames,
  topics: readonly Topic[],
): Promise<Position> {
  const partitions = names.partitionsOf(topics);
  const ends = await fetchEnds(
    reach,
    partitions.map((partition) => names.kafkaPartition(partition)),
  );
  const found = ends.map(({ topic, partition, offset }) => [`${names.topicOf(topic)}/${partition}`, offset]);
  return Object.fromEntries(found) as Position;
}

/** The broker that keeps a group. */
export async function coordinatorOf(wire: KafkaWire, groupId: string): Promise<Address> {
  const { coordinator } = await wire.ask("any", (broker) =>
    broker.findGroupCoordinator({ groupId, coordinatorType: GROUP_COORDINATOR }),
  );
  return { host: coordinator.host, port: coordinator.port };
}

export interface CommittedQuestion {
  readonly wire: KafkaWire;
  readonly names: TopicNames;
  readonly groupId: string;
  readonly topics: readonly Topic[];
}

/** Offsets that a group committed; 0 where it never did: that is known, too. */
export async function readCommitted({ wire, names, groupId, topics }: CommittedQuestion): Promise<Position> {
  const coordinator = await coordinatorOf(wire, groupId);
  const asked = topics.map((topic) => ({
    topic: names.kafkaName(topic),
    partitions: names.partitionsOf([topic]).map(({ partition }) => ({ partition })),
  }));
  const { responses } = await wire.ask(coordinator, (broker) =>
    broker.offsetFetch({ groupId, topics: asked }),
  );
  const offsets = new Map(
    responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${names.topicOf(topic)}/${partition}`, Number(offset)]),
    ),
  );
  return Object.fromEntries(
    names.partitionsOf(topics).map((partition) => {
      const offset = offsets.get(partitionKey(partition));
      if (offset === undefined) throw new Error(`Kafka did not answer for ${partitionKey(partition)}`);
      return [partitionKey(partition), Math.max(0, offset)];
    }),
  );
}
