import fc from "fast-check";
import { expect, test } from "vitest";
import { assignPartitions, decodeAssignment, encodeWish } from "./group-assignment.ts";
import type { PartitionCounts } from "./group-assignment.ts";

const wishes = fc.array(
  fc.subarray(["observations.g1", "strategy.g1", "observations.g2", "runs.g2"], { minLength: 1 }),
  { minLength: 1, maxLength: 6 },
);
const COUNTS: PartitionCounts = {
  "observations.g1": 4,
  "strategy.g1": 1,
  "observations.g2": 8,
  "runs.g2": 1,
};

test("every partition that is wanted goes to exactly one member that wants its topic, in whatever order members are named", () => {
  fc.assert(
    fc.property(wishes, (wanted) => {
      const members = wanted.map((topics, index) => ({
        memberId: `member-${index}`,
        memberMetadata: encodeWish(Object.fromEntries(topics.map((topic) => [topic, COUNTS[topic] ?? 0]))),
      }));
      const assigned = assignPartitions(members);
      expect(assignPartitions(members.toReversed())).toEqual(assigned);
      const given = assigned.flatMap(({ memberId, memberAssignment }) =>
        Object.entries(decodeAssignment(memberAssignment)).flatMap(([topic, partitions]) => {
          expect(wanted[Number(memberId.slice(-1))]).toContain(topic);
          return partitions.map((partition) => `${topic}/${partition}`);
        }),
      );
      const all = [...new Set(wanted.flat())].flatMap((topic) =>
        Array.from({ length: COUNTS[topic] ?? 0 }, (_, partition) => `${topic}/${partition}`),
      );
      expect(given.toSorted()).toEqual(all.toSorted());
    }),
  );
});

test("members that want the same get equally many, but for one", () => {
  const members = ["a", "b", "c"].map((memberId) => ({
    memberId,
    memberMetadata: encodeWish({ "observations.g1": 4, "strategy.g1": 1 }),
  }));
  const counts = assignPartitions(members).map(
    ({ memberAssignment }) => Object.values(decodeAssignment(memberAssignment)).flat().length,
  );
  expect(counts.toSorted((one, other) => one - other)).toEqual([1, 2, 2]);
});
