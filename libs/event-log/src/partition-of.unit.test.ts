import { PARTITIONS } from "@milepost/contracts";
import { expect, test } from "vitest";
import { partitionOf } from "./partition-of.ts";

test("a key's partition never changes within a generation", () => {
  const keys = ["", "revenue/", "on-time-delivery/plant=ulm", "雪", "bt-bridges-and-tunnels/"];
  expect(keys.map((key) => partitionOf("observations", key))).toEqual([1, 1, 3, 2, 0]);
});

test("keys that look alike spread over the partitions evenly", () => {
  const counts = Array.from({ length: PARTITIONS.observations }, () => 0);
  for (let index = 0; index < 4_000; index += 1) {
    const partition = partitionOf("observations", `kpi-${index}/`);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("a topic of one partition has every key in it", () => {
  expect(partitionOf("strategy", "anything")).toBe(0);
});
