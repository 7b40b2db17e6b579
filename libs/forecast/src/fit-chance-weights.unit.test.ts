import { expect, test } from "vitest";
import { adaptChanceWeights } from "./adapt-chance-weights.ts";
import { fitChanceWeights } from "./fit-chance-weights.ts";
import type { ChanceExample } from "./fit-chance-weights.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import { goalChance } from "./goal-chance.ts";
import type { ChanceFeatures } from "./goal-chance.ts";
import { seededRandom } from "./seeded-random.ts";
import { solveSymmetric } from "./solve-symmetric.ts";

const SIMULATION = {
  constant: [0, 0],
  ambition: [0, 0],
  lean: [0, 0],
  forecast: [1, 1],
  theta: [0, 0],
  precedent: [0, 0],
  walk: [0, 0],
} as const;

function featuresAt(forecast: number, changes: Partial<ChanceFeatures["shares"]> = {}): ChanceFeatures {
  return {
    shares: { forecast, theta: 0.5, precedent: 0.5, walk: 0.5, ...changes },
    known: 60,
    ambition: 0,
    lean: 0,
  };
}

/** Goals whose true log-odds are `slope` times those of the forecast; a perverse precedent says the opposite. */
function goalsOf(slope: number, count: number, perverse = false): ChanceExample[] {
  const random = seededRandom("goals");
  return Array.from({ length: count }, () => {
    const score = 6 * random() - 3;
    const hit = random() < 1 / (1 + Math.exp(-slope * score));
    const forecast = 1 / (1 + Math.exp(-score));
    return { features: featuresAt(forecast, perverse ? { precedent: 1 - forecast } : {}), hit };
  });
}

test("without examples the forecast stands as it is", () => {
  expect(fitChanceWeights([])).toEqual(SIMULATION);
  for (const share of [0.01, 0.3, 0.5, 0.99]) {
    expect(goalChance(featuresAt(share), SIMULATION)).toBeCloseTo(share, 12);
  }
});

test("an overconfident forecast is pulled in by the slope that its outcomes show", () => {
  const weights = fitChanceWeights(goalsOf(0.5, 20_000));
  const slope = (weights.forecast[0] + 2 * weights.forecast[1]) / 3;
  expect(slope).toBeGreaterThan(0.47);
  expect(slope).toBeLessThan(0.53);
  expect(goalChance(featuresAt(0.95), weights)).toBeLessThan(0.87);
});

test("no view of the future ever counts against what it says", () => {
  const weights = fitChanceWeights(goalsOf(1, 5000, true));
  expect(Math.min(...weights.precedent)).toBeGreaterThanOrEqual(0);
  const against = fitChanceWeights(goalsOf(-1, 5000));
  expect(Math.min(...against.forecast, ...against.walk, ...against.theta)).toBeGreaterThanOrEqual(0);
});

test("a lean counts as outcomes say, for or against what it says, and not at all before there are any", () => {
  const random = seededRandom("leaning");
  const leaning = Array.from({ length: 5000 }, () => {
    const lean = 4 * random() - 2;
    return { features: { ...featuresAt(0.5), lean }, hit: random() < 1 / (1 + Math.exp(lean)) };
  });
  expect(Math.max(...fitChanceWeights(leaning).lean)).toBeLessThan(-0.5);
  expect(goalChance({ ...featuresAt(0.7), lean: 2 }, fitChanceWeights([]))).toBeCloseTo(0.7, 12);
});

test("a positive definite system is solved: put in again, its solution gives the right side", () => {
  const lower = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
  const solution = solveSymmetric(lower, Float64Array.of(1, 2, 3));
  const matrix = [4, 2, 1, 2, 5, 3, 1, 3, 6];
  for (let row = 0; row < 3; row += 1) {
    const left = [0, 1, 2].reduce((sum, column) => sum + matrix[3 * row + column]! * solution[column]!, 0);
    expect(left).toBeCloseTo(row + 1, 12);
  }
});

test("a deployment without a past keeps the weights that came with the forecaster, one with a past learns from it", () => {
  expect(adaptChanceWeights(new Map()).groups).toEqual(CHANCE_WEIGHTS.groups);
  const sure = goalsOf(2, 20_000);
  const { groups, version } = adaptChanceWeights(new Map([["due", sure]]));
  expect(groups.total).toEqual(CHANCE_WEIGHTS.groups.total);
  expect(goalChance(featuresAt(0.8), groups.due)).toBeGreaterThan(
    goalChance(featuresAt(0.8), CHANCE_WEIGHTS.groups.due),
  );
  expect(version).not.toBe(CHANCE_WEIGHTS.version);
});
