import { expect, test } from "vitest";
import { autoregression } from "./autoregression.ts";
import { falseDiscovery } from "./false-discovery.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";
import { seededRandom } from "./seeded-random.ts";
import { leadPeriodsNeeded, testLead } from "./test-lead.ts";
import type { LeadTest } from "./test-lead.ts";

const MONTHS = 84;

function noise(seed: string, length = MONTHS): Float64Array {
  const draws = new Float64Array(length + (length % 2));
  fillStandardNormal(draws, seededRandom(seed));
  return draws.subarray(0, length);
}

/** A random walk with memory: what most KPIs look like, and what makes unrelated ones look related. */
function walk(seed: string): Float64Array {
  let [level, change] = [100, 0];
  return noise(seed).map((shock) => (level += change = 0.5 * change + shock));
}

/** Follows the lead's changes three months later, with noise and a season of its own. */
function following(lead: Float64Array, seed: string, share: number): Float64Array {
  let level = 50;
  return noise(seed).map((shock, month) => {
    const before = month < 4 ? 0 : (lead[month - 3] ?? 0) - (lead[month - 4] ?? 0);
    level += share * before + shock;
    return level + 5 * Math.sin((2 * Math.PI * month) / 12);
  });
}

const tested = (lead: ArrayLike<number>, follower: ArrayLike<number>, sign: -1 | 0 | 1 = 0): LeadTest =>
  testLead({ lead, follower, frequency: 12, maxLag: 6, sign, seed: "s" });

test("a lead of three months is found, with its sign, and is worth something in forecasts it had no part in", () => {
  for (const share of [1.2, -1.2]) {
    const lead = walk("lead");
    const found = tested(lead, following(lead, "noise", share));
    expect(found).toMatchObject({ testable: true, lag: 3 });
    if (!found.testable) continue;
    expect(Math.sign(found.strength)).toBe(Math.sign(share));
    expect(found.pValue).toBeLessThan(0.01);
    expect(found.gain).toBeGreaterThan(0.1);
    const wrongWay = tested(lead, following(lead, "noise", share), share > 0 ? -1 : 1);
    expect(wrongWay.testable && wrongWay.pValue).toBeGreaterThan(0.05);
  }
});

/** Unrelated pairs of one kind. */
const UNRELATED = 160;

const KINDS: Readonly<Record<string, (seed: string) => Float64Array>> = {
  "random walks with memory": walk,
  "levels that return slowly": (seed) => {
    let level = 0;
    return noise(seed).map((shock) => (level = 0.9 * level + shock));
  },
  "steady seasons": (seed) => {
    let level = 0;
    return noise(seed).map((shock, month) => {
      level = 0.8 * level + shock;
      return level + 5 * Math.sin((2 * Math.PI * month) / 12) + 3 * Math.cos((4 * Math.PI * month) / 12);
    });
  },
  "seasons that change": (seed) => {
    const turns = noise(`${seed} season`, MONTHS + 12);
    const season = Array.from({ length: 12 }, (_, month) => 3 * (turns[MONTHS + month] ?? 0));
    return noise(seed).map((shock, month) => {
      const now = (season[month % 12] ?? 0) + 0.5 * (turns[month] ?? 0);
      season[month % 12] = now;
      return now + shock;
    });
  },
};

test.each(Object.entries(KINDS))(
  "unrelated %s are taken for related as often as the p-value says, though they have memory",
  (_kind, series) => {
    const pairs = Array.from({ length: UNRELATED }, (_, index) =>
      tested(series(`x${index}`), series(`y${index}`)),
    );
    const shareOf = (has: (pair: LeadTest & { testable: true }) => boolean): number =>
      pairs.filter((pair) => pair.testable && has(pair)).length / pairs.length;
    expect(pairs.every(({ testable }) => testable)).toBe(true);
    // Three standard errors of 160 pairs about 5 % and 50 %.
    expect(shareOf(({ pValue }) => pValue <= 0.05)).toBeLessThan(0.05 + 0.052);
    expect(shareOf(({ pValue }) => pValue <= 0.5)).toBeGreaterThan(0.5 - 0.119);
    expect(shareOf(({ pValue }) => pValue <= 0.5)).toBeLessThan(0.5 + 0.119);
    expect(shareOf(({ pValue, gain }) => pValue <= 0.05 && gain > 0)).toBeLessThan(0.05 + 0.052);
  },
);

test("planted leads are found: weak ones mostly, those of the noise's own size nearly always, a season or not", () => {
  const foundOf = (share: number): number => {
    const found = Array.from({ length: 60 }, (_, index) => {
      const lead = walk(`lead ${index}`);
      return tested(lead, following(lead, `noise ${index}`, share));
    });
    return (
      found.filter((one) => one.testable && one.pValue <= 0.05 && one.lag === 3 && one.gain > 0).length / 60
    );
  };
  expect(foundOf(0.5)).toBeGreaterThan(0.5);
  expect(foundOf(1)).toBeGreaterThan(0.9);
});

test("units do not matter, what comes before both are known does not either, and the same again says the same", () => {
  const lead = walk("lead");
  const follower = following(lead, "noise", 1);
  const found = tested(lead, follower);
  const late = (values: Float64Array): number[] => [Number.NaN, Number.NaN, ...values];
  expect(tested(lead, follower)).toEqual(found);
  expect(tested(late(lead), late(follower))).toEqual(found);
  const scaled = tested(
    lead.map((value) => 1000 * value + 7),
    follower.map((value) => value / 3),
  );
  expect(scaled).toMatchObject({ testable: true, lag: 3 });
  const pOf = (one: LeadTest): number => (one.testable ? one.pValue : Number.NaN);
  expect(pOf(scaled)).toBeCloseTo(pOf(found), 2);
});

test("what cannot be tested says why", () => {
  const lead = walk("lead");
  expect(tested(lead.subarray(0, 35), lead.subarray(0, 35))).toEqual({
    testable: false,
    reason: "too_short",
    periods: 35,
  });
  expect(tested(lead.subarray(0, 36), lead.subarray(0, 36)).testable).toBe(true);
  expect(leadPeriodsNeeded({ frequency: 12, maxLag: 6 })).toBe(36);
  expect(leadPeriodsNeeded({ frequency: 52, maxLag: 8 })).toBe(33);
  expect(tested([], [])).toEqual({ testable: false, reason: "too_short", periods: 0 });
  expect(tested(new Float64Array(MONTHS).fill(3), lead)).toMatchObject({ reason: "constant" });
  const holes = lead.map((value, month) => (month % 5 === 1 ? Number.NaN : value));
  expect(tested(holes, lead)).toMatchObject({ reason: "too_many_unknown" });
  const few = lead.map((value, month) => (month === 40 ? Number.NaN : value));
  expect(tested(few, following(lead, "noise", 2))).toMatchObject({ testable: true, lag: 3 });
});

test("an autoregression is found by its order and coefficients", () => {
  const draws = noise("ar", 4_000);
  const values = new Float64Array(draws.length);
  draws.forEach((shock, at) => {
    values[at] = 0.6 * (values[at - 1] ?? 0) - 0.3 * (values[at - 2] ?? 0) + shock;
  });
  const [first, second] = autoregression(values, 8);
  expect(first).toBeCloseTo(0.6, 1);
  expect(second).toBeCloseTo(-0.3, 1);
  expect(autoregression(new Float64Array(50).fill(2), 8)).toHaveLength(0);
});

test("false discoveries: the published example of Benjamini and Hochberg (1995, §3.2)", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  // Four hypotheses are rejected at 5 %, as there.
  expect(falseDiscovery(p).filter((q) => q <= 0.05)).toHaveLength(4);
  expect(falseDiscovery([0.03, 0.01, 0.02])).toEqual(Float64Array.from([0.03, 0.03, 0.03]));
  expect(falseDiscovery([])).toHaveLength(0);
});
