import assignerProtocol from "kafkajs/src/consumer/assignerProtocol.js";
import type { JoinedGroup } from "kafkajs/src/milepost-types.js";

const { MemberMetadata, MemberAssignment } = assignerProtocol;
const VERSION = 0;

/** How members share partitions; all members of a group must name the same. */
export const ASSIGNMENT_PROTOCOL = "milepost-round-robin";

/** How many partitions each topic has, by the name Kafka knows it by. */
export type PartitionCounts = Readonly<Record<string, number>>;

/** What a member tells the group: the topics it wants, and how many partitions they have. */
export function encodeWish(counts: PartitionCounts): Buffer {
  const userData = Buffer.from(JSON.stringify(counts));
  return MemberMetadata.encode({ version: VERSION, topics: Object.keys(counts), userData });
}

/**
 * Deals the partitions out, one after the other, among the members that want their topic. While a new generation of the log
 * goes live, members want different topics.
 */
export function assignPartitions(
  members: JoinedGroup["members"],
): { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const wishes = members
    .map(({ memberId, memberMetadata }) => ({ memberId, counts: decodeWish(memberMetadata) }))
    .toSorted((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const counts: PartitionCounts = Object.assign({}, ...wishes.map((wish) => wish.counts));
  const assigned = new Map(wishes.map(({ memberId }) => [memberId, new Map<string, number[]>()]));
  let turn = 0;
  for (const topic of Object.keys(counts).toSorted()) {
    const wanting = wishes.filter((wish) => wish.counts[topic] !== undefined);
    for (let partition = 0; partition < (counts[topic] ?? 0); partition += 1, turn += 1) {
      const topics = assigned.get(wanting[turn % wanting.length]?.memberId ?? "");
      topics?.set(topic, [...(topics.get(topic) ?? []), partition]);
    }
  }
  return [...assigned].map(([memberId, topics]) => ({
    memberId,
    memberAssignment: MemberAssignment.encode({ version: VERSION, assignment: Object.fromEntries(topics) }),
  }));
}

/** The partitions that a member was given, by topic. */
export function decodeAssignment(assignment: Buffer): Readonly<Record<string, readonly number[]>> {
  return MemberAssignment.decode(assignment)?.assignment ?? {};
}

function decodeWish(memberMetadata: Buffer): PartitionCounts {
  const { userData } = MemberMetadata.decode(memberMetadata);
  return JSON.parse(userData.toString()) as PartitionCounts;
}
