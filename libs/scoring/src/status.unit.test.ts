import { expect, test } from "vitest";
import { redGreen } from "./goal-progress.ts";
import { ENGAGEDLY, RED_GREEN, SCORE_BANDS, UPRAISE } from "./status-rules.ts";
import { compareStatus, statusOf } from "./status.ts";

const atLeast10 = { lower: 10, upper: Infinity };

test("red/green: behind the target to date is off track, met or ahead is on track, with rule and version", () => {
  expect(redGreen({ actual: 9, range: atLeast10 })).toEqual({
    status: "off_track",
    vendorLabel: "Red",
    ruleId: "red-green",
    ruleVersion: "1",
  });
  expect(redGreen({ actual: 10, range: atLeast10 }).status).toBe("on_track");
  expect(redGreen({ actual: 9, range: { lower: -Infinity, upper: 10 } }).vendorLabel).toBe("Green");
});

test("no data, or no figures known that meet the target, is unknown: never green", () => {
  expect(redGreen({ actual: null, range: atLeast10 }).status).toBe("unknown");
  expect(redGreen({ actual: 1, range: null }).status).toBe("unknown");
  expect(statusOf(RED_GREEN, null).vendorLabel).toBe("Unknown");
});

test("BSC-10: a score below 3⅓ is red, from 6⅔ green, between them yellow", () => {
  const label = (score: number): string => statusOf(SCORE_BANDS, score).vendorLabel;
  expect([3.333, 10 / 3, 6.666, 20 / 3].map(label)).toEqual(["Red", "Yellow", "Yellow", "Green"]);
});

test("X-7: every rule's bands are half-open and leave no hole", () => {
  for (const rule of [RED_GREEN, SCORE_BANDS, ENGAGEDLY, UPRAISE]) {
    const edges = rule.bands.flatMap(({ from, to }) => [from, to]).filter((edge) => edge !== undefined);
    for (const figure of [-1e9, ...edges.flatMap((edge) => [edge - 1e-9, edge, edge + 1e-9]), 1e9]) {
      const holding = rule.bands.filter(
        ({ from, to }) => figure >= (from ?? -Infinity) && figure < (to ?? Infinity),
      );
      expect(holding, `${rule.id} at ${figure}`).toHaveLength(1);
    }
  }
});

test("published pace rules give the published labels for the same key result", () => {
  const pairs = [
    [0.6, 0.45],
    [0.2, 0.1],
    [0.8, 0.72],
    [0.9, 0.7],
  ] as const;
  const engagedly = pairs.map(([due, done]) => statusOf(ENGAGEDLY, due - done).vendorLabel);
  const upraise = pairs.map(([due, done]) => statusOf(UPRAISE, done / due).vendorLabel);
  expect(engagedly).toEqual(["On Track", "On Track", "On Track", "Behind"]);
  expect(upraise).toEqual(["Lagging", "At risk", "Lagging", "Lagging"]);
});

test("X-10: the canonical order is on_track < watch < off_track, unknown last", () => {
  const sorted = (["unknown", "off_track", "on_track", "watch"] as const).toSorted(compareStatus);
  expect(sorted).toEqual(["on_track", "watch", "off_track", "unknown"]);
});
