import { expect, test } from "vitest";
import { calibrateChance } from "./calibrate-chance.ts";
import { fitCalibration } from "./fit-calibration.ts";
import { fitConformalWidening } from "./fit-conformal-widening.ts";
import { seededRandom } from "./seeded-random.ts";

const LOGITS = [-2, -1.5, -1, -0.5, 0, 0.2, 0.5, 1, 1.5, 2.5];
const HITS = ["0001001101", "0000010111", "0100000011"].join("");
const EXAMPLES = Array.from(HITS, (hit, index) => ({
  features: { simulation: LOGITS[index % 10] ?? 0 },
  hit: hit === "1",
}));

test("a calibration is the maximum that scipy.optimize finds for the same posterior", () => {
  const calibration = fitCalibration(EXAMPLES);
  expect(calibration?.intercept).toBeCloseTo(-0.581_814_91, 6);
  expect(calibration?.coefficients["simulation"]).toBeCloseTo(1.033_907_84, 6);
  expect(calibration).toMatchObject({ count: 30, hits: 11 });
});

test("with few outcomes the simulation stands as it is", () => {
  expect(fitCalibration(EXAMPLES.slice(0, 19))).toBeNull();
  const flat = fitCalibration(EXAMPLES.slice(0, 2), { fewestExamples: 1 });
  const logit = Math.log(0.3 / 0.7);
  const chance = flat === null ? Number.NaN : calibrateChance({ simulation: logit }, flat);
  expect(Math.abs(chance - 0.3)).toBeLessThan(0.08);
});

test("an easier target never lowers a calibrated chance, even where outcomes ran the other way", () => {
  const perverse = EXAMPLES.map(({ features }) => ({ features, hit: features.simulation < 0 }));
  const many = Array.from({ length: 40 }, () => perverse).flat();
  const calibration = fitCalibration(many);
  expect(calibration?.coefficients["simulation"]).toBeGreaterThanOrEqual(0);
});

test("a calibration learned from overconfident chances pulls them toward the hit rate", () => {
  const overconfident = Array.from({ length: 200 }, (_, index) => ({
    features: { simulation: index % 2 === 0 ? 4 : -4 },
    hit: index % 5 === 0 ? index % 2 === 1 : index % 2 === 0,
  }));
  const calibration = fitCalibration(overconfident);
  const chance = calibration === null ? Number.NaN : calibrateChance({ simulation: 4 }, calibration);
  expect(chance).toBeGreaterThan(0.75);
  expect(chance).toBeLessThan(0.9);
});

test("interval widths follow the past: unchanged where they were right, wider where they were too narrow", () => {
  const random = seededRandom("errors");
  const uniform = Array.from({ length: 400 }, () => random() + random() + random() + random() - 2);
  const standardDeviation = Math.sqrt(4 / 12);
  const errors = uniform.flatMap((value) => [
    { monthsRemaining: 3, standardisedError: value / standardDeviation },
    { monthsRemaining: 9, standardisedError: (2 * value) / standardDeviation },
  ]);
  const widening = fitConformalWidening([
    ...errors,
    { monthsRemaining: 6, standardisedError: Number.POSITIVE_INFINITY },
  ]);
  expect(widening.factors.map((factor) => factor.monthsRemaining)).toEqual([3, 9]);
  expect(widening.factors[0]?.factor80).toBeLessThan(1.15);
  expect(widening.factors[1]?.factor80).toBeGreaterThan(1.7);
  expect(widening.factors[1]?.factor80).toBeLessThan(2.3);
});
