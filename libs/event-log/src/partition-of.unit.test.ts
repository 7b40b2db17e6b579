import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionOf } from "./partition-of.ts";

test("a key's partition never changes within a generation", () => {
  const keys = ["", "revenue/", "on-time-delivery/plant=ulm", "雪", "bt-bridges-and-tunnels/"];
  expect(keys.map((key) => partitionOf(key, 4))).toEqual([1, 1, 3, 2, 0]);
});

test("keys that look alike spread over the partitions evenly", () => {
  const counts = Array.from({ length: 4 }, () => 0);
  for (let index = 0; index < 4_000; index += 1) {
    const partition = partitionOf(`kpi-${index}/`, 4);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("a topic of one partition has every key in it", () => {
  expect(partitionOf("anything", 1)).toBe(0);
});

test("with a multiple of the partitions, each new one takes its keys from exactly one old one", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (key, old, factor) => {
        expect(partitionOf(key, old * factor) % old).toBe(partitionOf(key, old));
      },
    ),
  );
});
