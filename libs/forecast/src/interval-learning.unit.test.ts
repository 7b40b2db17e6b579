import { expect, test } from "vitest";
import { bentReach } from "./bent-reach.ts";
import { fitIntervalConstants } from "./fit-interval-constants.ts";
import { intervalConstants } from "./interval-constants.ts";
import { intervalScales } from "./interval-scale.ts";
import type { IntervalEvidence } from "./interval-scale.ts";
import { adaptIntervals } from "./learn-intervals.ts";
import { leastSquares } from "./least-squares.ts";
import { seededRandom } from "./seeded-random.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";

const STEPS = 4;

function evidenceOf(scale: number, random: () => number): IntervalEvidence {
  const around = (): number => scale * (0.8 + 0.4 * random());
  return {
    oneStep: around(),
    seasonalChange: around(),
    disagreement: Float64Array.from({ length: STEPS }, around),
    rolledError: Float64Array.from({ length: STEPS }, around),
    rolledCount: new Float64Array(STEPS).fill(20),
  };
}

test("least squares find the coefficients of a noiseless plane", () => {
  const rows = Array.from({ length: 50 }, (_, index) => {
    const features = [1, index % 7, (index * index) % 11];
    return { features, value: 3 - 2 * (features[1] ?? 0) + 0.5 * (features[2] ?? 0) };
  });
  const [constant, first, second] = leastSquares(rows);
  expect(constant).toBeCloseTo(3, 2);
  expect(first).toBeCloseTo(-2, 3);
  expect(second).toBeCloseTo(0.5, 3);
});

test("learnt intervals cover the shares that they name, of outcomes that were not learnt from", () => {
  const random = seededRandom("pool");
  const draws = new Float64Array(STEPS);
  const pool = Array.from({ length: 400 }, () => {
    const scale = Math.exp(3 * random());
    fillStandardNormal(draws, random);
    const actual = draws.map((draw, step) => scale * Math.sqrt(step + 1) * draw);
    const mean = new Float64Array(STEPS);
    return { evidence: evidenceOf(scale, random), mean, actual, positive: false };
  });
  const learnt = fitIntervalConstants(pool.slice(0, 200));
  let [covered80, covered95] = [0, 0];
  for (const { actual, evidence } of pool.slice(200)) {
    const scales = intervalScales(evidence, learnt.powers);
    for (const [step, value] of actual.entries()) {
      covered80 += Number(Math.abs(value) <= learnt.reach80 * (scales[step] ?? 0)) / (200 * STEPS);
      covered95 += Number(Math.abs(value) <= learnt.reach95 * (scales[step] ?? 0)) / (200 * STEPS);
    }
  }
  expect(covered80).toBeGreaterThan(0.76);
  expect(covered80).toBeLessThan(0.84);
  expect(covered95).toBeGreaterThan(0.92);
  expect(covered95).toBeLessThan(0.98);
});

test("the powers of what carries the unit sum to one, so that a unit scales the intervals", () => {
  const evidence = evidenceOf(1, seededRandom("unit"));
  const double = (values: Float64Array): Float64Array => values.map((value) => 2 * value);
  const doubled = {
    ...evidence,
    oneStep: 2 * evidence.oneStep,
    seasonalChange: 2 * evidence.seasonalChange,
    disagreement: double(evidence.disagreement),
    rolledError: double(evidence.rolledError),
  };
  for (const period of [1, 4, 12]) {
    const constants = intervalConstants(period);
    const [unit = 0, change = 0, between = 0] = constants.powers;
    expect(Math.abs(unit + change + between - 1)).toBeLessThan(0.02);
    const plain = intervalScales(evidence, constants.powers);
    const scaled = intervalScales(doubled, constants.powers);
    for (const [step, value] of plain.entries()) {
      expect(Math.abs((scaled[step] ?? 0) / (2 * value) - 1)).toBeLessThan(0.015);
    }
  }
});

test("a reach above a positive forecast is longer than the same below, and grows with the distance", () => {
  const up = bentReach(10, 4, true) - 10;
  const down = 10 - bentReach(10, -4, true);
  expect(up).toBeGreaterThan(down);
  expect(bentReach(10, 5, true)).toBeGreaterThan(bentReach(10, 4, true));
  expect([bentReach(10, 4, false), bentReach(-10, 4, true)]).toEqual([14, -6]);
});

test("a pool that was foreseen better than M1 narrows the intervals, halfway at most; none leaves them", () => {
  const constants = intervalConstants(1);
  expect(adaptIntervals([], 1)).toEqual(constants);
  const random = seededRandom("calm pool");
  const calm = Array.from({ length: 60 }, () => {
    const values = Array.from({ length: 26 }, (_, index) => 100 + index + 0.1 * random());
    return { train: values.slice(0, 20), test: values.slice(20) };
  });
  const adapted = adaptIntervals(calm, 1);
  expect(adapted.reach95).toBeLessThan(constants.reach95);
  const wild = calm.map(({ test: came, train }) => ({ train, test: came.map((value) => 3 * value) }));
  expect(adaptIntervals(wild, 1).reach95).toBeGreaterThan(constants.reach95);
  const short = calm.map(({ test: came, train }) => ({ train: train.slice(0, 4), test: came }));
  expect(adaptIntervals(short, 1)).toEqual(constants);
});
