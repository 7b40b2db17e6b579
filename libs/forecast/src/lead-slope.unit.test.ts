import { expect, test } from "vitest";
import { leadSlope } from "./lead-slope.ts";
import type { LeadSlope } from "./lead-slope.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";

const MONTHS = 84;
const LAG = 3;
const PAIRS = 60;

function noise(seed: string): Float64Array {
  const draws = new Float64Array(MONTHS);
  fillStandardNormal(draws, seededRandom(seed));
  return draws;
}

/** Levels whose changes remember the last one. */
function walk(seed: string): Float64Array {
  let [level, change] = [100, 0];
  return noise(seed).map((shock) => (level += change = 0.5 * change + shock));
}

/** Levels that return to where they belong. */
function returning(seed: string): Float64Array {
  let level = 0;
  return noise(seed).map((shock) => (level = 0.7 * level + shock));
}

/** Stands `slope` higher three months after the lead stands one higher, with noise and a season of its own. */
function following(lead: Float64Array, seed: string, slope: number): Float64Array {
  return noise(seed).map((shock, month) => {
    const before = lead[Math.max(0, month - LAG)] ?? 0;
    return 50 + slope * before + 0.8 * shock + 5 * Math.sin((2 * Math.PI * month) / 12);
  });
}

const effectOf = (lead: ArrayLike<number>, follower: ArrayLike<number>): LeadSlope =>
  leadSlope({ lead, follower, frequency: 12, lag: LAG });
const slopeOf = (lead: ArrayLike<number>, follower: ArrayLike<number>): number =>
  effectOf(lead, follower).slope;

test.each([
  ["changes that remember", walk],
  ["levels that return", returning],
])(
  "a planted slope of leads with %s is found, in the middle of many pairs, whatever the units",
  (_kind, made) => {
    for (const planted of [1.5, -0.8]) {
      const found = Array.from({ length: PAIRS }, (_, pair) => {
        const lead = made(`lead ${pair}`);
        return slopeOf(lead, following(lead, `noise ${pair}`, planted));
      }).toSorted((one, other) => one - other);
      expect((found[PAIRS / 2] ?? 0) / planted).toBeGreaterThan(0.85);
      expect((found[PAIRS / 2] ?? 0) / planted).toBeLessThan(1.15);
    }
    const lead = made("lead");
    const follower = following(lead, "noise", 1);
    const inThousands = slopeOf(
      lead.map((value) => value * 1_000),
      follower,
    );
    expect(inThousands * 1_000).toBeCloseTo(slopeOf(lead, follower), 9);
  },
);

test("of many planted slopes, about four in five lie within 1.28 errors of what was found", () => {
  for (const made of [walk, returning]) {
    for (const planted of [1.5, 0.5]) {
      const hits = Array.from({ length: PAIRS }, (_, pair) => {
        const lead = made(`lead ${pair}`);
        const { slope, error } = effectOf(lead, following(lead, `noise ${pair}`, planted));
        return Math.abs(slope - planted) <= 1.2816 * error;
      }).filter(Boolean).length;
      expect(hits / PAIRS).toBeGreaterThan(0.65);
      expect(hits / PAIRS).toBeLessThan(0.95);
    }
  }
});

test("less noise, and more periods, make a slope surer; too few periods tell nothing of it", () => {
  const lead = walk("lead");
  const sure = effectOf(lead, following(lead, "noise", 3)).error / 3;
  const unsure = effectOf(lead, following(lead, "noise", 0.5)).error / 0.5;
  expect(unsure).toBeGreaterThan(3 * sure);
  const follower = following(lead, "noise", 1);
  const half = effectOf(lead.subarray(0, MONTHS / 2), follower.subarray(0, MONTHS / 2));
  expect(half.error).toBeGreaterThan(effectOf(lead, follower).error);
  expect(effectOf(lead.subarray(0, 5), follower.subarray(0, 5)).error).toBe(Number.POSITIVE_INFINITY);
});

test("what does not vary moves nothing", () => {
  const still = new Float64Array(MONTHS).fill(5);
  expect(effectOf(still, walk("follower"))).toEqual({ slope: 0, error: 0 });
  expect(slopeOf(walk("lead"), still)).toBe(0);
});
