import { PARTITIONS, TOPICS } from "@milepost/contracts";
import type { LogPlace } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionOf } from "../partition-of.ts";
import { createPlaceMap, refuseUnfitPartitions } from "./place-map.ts";
import type { PlaceMap, Partitions } from "./place-map.ts";

const FROM: Partitions = { ...PARTITIONS, observations: 2 };

/** Records of both old partitions of `observations`, with gaps, and how often the count is multiplied. */
const logs = fc.record({
  times: fc.constantFrom(1, 2, 3, 64),
  records: fc.array(
    fc.record({ key: fc.string({ maxLength: 3 }), gap: fc.constantFrom(0, 0, 0, 1, 5, 3_000) }),
    {
      maxLength: 400,
    },
  ),
});

interface Model {
  readonly map: PlaceMap;
  /** Old place by new place. */
  readonly moved: ReadonlyMap<string, LogPlace>;
  readonly ends: readonly number[];
}

/** Copies record by record into lists, and notes each in the map; some were put into another partition than their key's. */
function copied({
  times,
  records,
}: {
  times: number;
  records: readonly { key: string; gap: number }[];
}): Model {
  const to = { ...FROM, observations: FROM.observations * times };
  const map = createPlaceMap(FROM, to);
  const ends = [0, 0];
  const lengths = new Map<number, number>();
  const moved = new Map<string, LogPlace>();
  for (const [index, { key, gap }] of records.entries()) {
    const partition = index % 11 === 0 ? index % 2 : partitionOf(key, 2);
    const offset = (ends[partition] ?? 0) + gap;
    ends[partition] = offset + 1;
    const other = map.note({ topic: "observations", partition, offset, key });
    expect(other % 2).toBe(partition);
    const place = lengths.get(other) ?? 0;
    lengths.set(other, place + 1);
    moved.set(`${other}/${place}`, { topic: "observations", partition, offset });
  }
  return { map, moved, ends };
}

test("a record is found in the copy exactly where it was put, and one that was gone names nothing there", () => {
  fc.assert(
    fc.property(logs, (log) => {
      const { map, moved, ends } = copied(log);
      for (const [place, old] of moved) {
        const { partition, offset } = map.place(old);
        expect(`${partition}/${offset}`).toBe(place);
      }
      const known = new Set([...moved.values()].map(({ partition, offset }) => `${partition}/${offset}`));
      for (const [partition, end] of ends.entries()) {
        for (let offset = 0; offset < Math.min(end, 50); offset += 1) {
          if (known.has(`${partition}/${offset}`)) continue;
          const gone = map.place({ topic: "observations", partition, offset });
          expect(moved.has(`${gone.partition}/${gone.offset}`)).toBe(false);
          expect(Number.isSafeInteger(gone.offset)).toBe(true);
        }
      }
    }),
  );
});

test("a position in the copy has below it exactly the records that were below the old one", () => {
  const cuts = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(logs, cuts, (log, shares) => {
      const { map, moved, ends } = copied(log);
      const old = shares.map((share, partition) => Math.round(share * (ends[partition] ?? 0)));
      const position = map.position({ "observations/0": old[0] ?? 0, "observations/1": old[1] ?? 0 });
      expect(Object.keys(position)).toHaveLength(2 * log.times);
      for (const [place, { partition, offset }] of moved) {
        const [other = "", at] = place.split("/");
        const isBelow = Number(at) < (position[`observations/${other}`] ?? 0);
        expect(isBelow).toBe(offset < (old[partition] ?? 0));
      }
    }),
  );
});

test("records may be noted again, and those to come are counted in order", () => {
  fc.assert(
    fc.property(logs, (log) => {
      const { map, moved } = copied(log);
      const before = map.counts();
      for (const place of moved.values()) map.note({ ...place, key: "another" });
      expect(map.counts()).toEqual(before);
    }),
  );
});

test("without more partitions and without gaps everything stays where it is, also what is named beyond the end", () => {
  const map = createPlaceMap(PARTITIONS, PARTITIONS);
  for (let offset = 0; offset < 3_000; offset += 1)
    map.note({ topic: "strategy", partition: 0, offset, key: "k" });
  const position = { "strategy/0": 2_999, "observations/3": 17, "strategy/9": 4, elsewhere: 1 };
  expect(JSON.stringify(map.position(position))).toBe(JSON.stringify(position));
  const places = [0, 1_023, 1_024, 2_999, 5_000].map(
    (offset) => ({ topic: "strategy", partition: 0, offset }) as const,
  );
  expect(places.map((place) => map.place(place))).toEqual(places);
});

test.each([
  [{ observations: 8 }, /^taken$/],
  [{ observations: 6 }, /observations cannot go from 4 to 6.*multiple of 4/],
  [{ observations: 2 }, /multiple of 4/],
  [{ observations: 256 }, /128 are the most/],
  [{ observations: 4.5 }, /whole number/],
  [{ strategy: 2 }, /strategy cannot go from 1 to 2.*order of all its records/],
])("partition counts %j are taken or refused by the reason", (change, reason) => {
  const refused = (): string => {
    try {
      refuseUnfitPartitions(PARTITIONS, { ...PARTITIONS, ...change });
      return "taken";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused()).toMatch(reason);
  expect(Object.keys(PARTITIONS)).toEqual([...TOPICS]);
});
