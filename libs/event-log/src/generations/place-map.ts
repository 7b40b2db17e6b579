import { MAX_PARTITIONS, SPREAD_TOPICS, TOPICS } from "@milepost/contracts";
import type { LogPlace, Position, Topic } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { partitionKey } from "../index.ts";
import type { Partition } from "../index.ts";
import { partitionOf } from "../partition-of.ts";
import { createPartitionMap } from "./partition-map.ts";
import type { PartitionMap } from "./partition-map.ts";

/** Where records are named that are gone: what speaks of one of them speaks of nothing in the copy, too. */
const GONE = 900_000_000_000_000;

/** Partition counts of a generation. */
export type Partitions = Readonly<Record<Topic, number>>;

/** Knows where each record of one generation stands in another one. */
export interface PlaceMap {
  /** Notes a record and gives the partition that it goes to; records of a partition come in their order, each any number of times. */
  note(record: Partition & { readonly offset: number; readonly key: string }): number;
  /** Says that a partition is noted up to an offset, whatever stood there. */
  noteEnd(partition: Partition, offset: number): void;
  /** First offset of a partition that is not noted; undefined where there is no such partition. */
  end(partition: Partition): number | undefined;
  /** First unread offsets in the other generation; everything that the position holds must be noted. */
  position(position: Position): Position;
  /** The place in the other generation; what is beyond the end of a partition stays what it is. */
  place(place: LogPlace): LogPlace;
  /** How many records each partition of the other generation has by what is noted. */
  counts(): Position;
}

/** A map from one generation to one whose partition counts are multiples. */
export function createPlaceMap(from: Partitions, to: Partitions): PlaceMap {
  refuseUnfitPartitions(from, to);
  const maps = new Map<string, PartitionMap>();
  for (const topic of TOPICS) {
    for (let partition = 0; partition < from[topic]; partition += 1) {
      maps.set(partitionKey({ topic, partition }), createPartitionMap(to[topic] / from[topic]));
    }
  }
  const mapOf = (partition: Partition): PartitionMap | undefined => maps.get(partitionKey(partition));
  const known = (partition: Partition): PartitionMap => {
    const map = mapOf(partition);
    if (map !== undefined) return map;
    throw new MilepostError("internal", `The copied log has no partition ${partitionKey(partition)}`);
  };

  return {
    note: ({ topic, partition, offset, key }) => {
      const map = known({ topic, partition });
      const other = partitionIn(to[topic], from[topic], { key, partition });
      if (offset >= map.end()) map.note(offset, (other - partition) / from[topic]);
      return other;
    },
    noteEnd: (partition, offset) => known(partition).noteEnd(offset),
    end: (partition) => mapOf(partition)?.end(),
    position: (position) => {
      const translated: Record<string, number> = {};
      for (const [key, offset] of Object.entries(position)) {
        const place = parsePartition(key);
        const map = place === undefined ? undefined : mapOf(place);
        if (place === undefined || map === undefined) {
          translated[key] = offset;
          continue;
        }
        const beyond = Math.max(0, offset - map.end());
        for (const [part, count] of map.below(offset).entries()) {
          const partition = place.partition + part * from[place.topic];
          translated[partitionKey({ topic: place.topic, partition })] = count + beyond;
        }
      }
      return translated;
    },
    place: (place) => {
      const { topic, partition, offset } = place;
      const map = mapOf(place);
      if (map === undefined || offset >= map.end()) return place;
      const found = map.at(offset);
      if (found === undefined) return { topic, partition, offset: GONE + offset };
      return { topic, partition: partition + found.part * from[topic], offset: found.offset };
    },
    counts: () => {
      const counts: Record<string, number> = {};
      for (const topic of TOPICS) {
        for (let partition = 0; partition < to[topic]; partition += 1) {
          const source = known({ topic, partition: partition % from[topic] });
          const part = Math.floor(partition / from[topic]);
          counts[partitionKey({ topic, partition })] = source.below(Number.MAX_SAFE_INTEGER)[part] ?? 0;
        }
      }
      return counts;
    },
  };
}

/** A record stays in what its partition is split into, wherever its key would have it: some were put there by hand. */
function partitionIn(
  count: number,
  before: number,
  { key, partition }: { readonly key: string; readonly partition: number },
): number {
  const byKey = partitionOf(key, count);
  return byKey % before === partition ? byKey : partition;
}

/** Reads `observations/2`; undefined when it is no partition. */
export function parsePartition(key: string): Partition | undefined {
  const slash = key.lastIndexOf("/");
  const topic = TOPICS.find((one) => one === key.slice(0, slash));
  const partition = Number(key.slice(slash + 1));
  return topic === undefined || !Number.isSafeInteger(partition) ? undefined : { topic, partition };
}

/** Rejects with `invalid_input` partition counts that a log of other counts cannot be copied into. */
export function refuseUnfitPartitions(from: Partitions, to: Partitions): void {
  for (const topic of TOPICS) {
    const [before, after] = [from[topic], to[topic]];
    const why = unfit(topic, before, after);
    if (why === undefined) continue;
    throw new MilepostError(
      "invalid_input",
      `${topic} cannot go from ${before} to ${after} partitions: ${why}`,
    );
  }
}

function unfit(topic: Topic, before: number, after: number): string | undefined {
  if (!Number.isSafeInteger(after) || after < 1) return "give a whole number";
  if (after !== before && !SPREAD_TOPICS.includes(topic))
    return `the order of all its records counts; only ${SPREAD_TOPICS.join(" and ")} may have more`;
  if (after > MAX_PARTITIONS) return `${MAX_PARTITIONS} are the most`;
  if (after % before !== 0)
    return `choose a multiple of ${before}, so that each new partition takes from exactly one old one`;
  return undefined;
}

/** The partition counts of a copy: as wanted, else as they are in the log that it takes the place of, where that fits. */
export function fittingPartitions(
  from: Partitions,
  { instead, wanted }: { readonly instead: Partitions; readonly wanted: Partial<Partitions> },
): Partitions {
  const fitting = TOPICS.map((topic) => {
    const kept = instead[topic] % from[topic] === 0 ? instead[topic] : from[topic];
    return [topic, wanted[topic] ?? kept] as const;
  });
  return Object.fromEntries(fitting) as Partitions;
}
