import { expect, test } from "vitest";
import { combineModels } from "./combine-models.ts";
import { modelWeights } from "./model-weights.ts";
import type { WeightsInput } from "./model-weights.ts";

const NOTHING = Number.NaN;

/** One-step forecasts of 10, 10, 10, 10 from the origins 0 to 4. */
const history = (said: readonly number[][]): WeightsInput => ({
  models: said.map((rolled, index) => ({ model: String(index), rolled: Float64Array.from(rolled) })),
  values: [10, 10, 10, 10],
  horizon: 1,
  firstOrigin: 1,
});

test("a model that was twice as far off weighs a quarter", () => {
  const said = [
    [99, 11, 9, 11, 10],
    [99, 12, 8, 8, 10],
  ];
  expect([...modelWeights(history(said))]).toEqual([1, 0.25]);
});

test("models without an error, or without anything to judge them by, weigh as the best", () => {
  const none = [NOTHING, NOTHING, NOTHING, NOTHING, 12];
  expect([...modelWeights(history([[9, 10, 10, 10, 10], [9, 10, 10, 10, 10], none]))]).toEqual([1, 1, 1]);
  expect([...modelWeights(history([none]))]).toEqual([1]);
  expect([...modelWeights(history([]))]).toEqual([]);
});

test("weights move the mean toward who was nearer, and the highest and the lowest are left out whatever they weigh", () => {
  const models = [1, 2, 4, 100].map((value, index) => ({
    model: String(index),
    rolled: Float64Array.of(value),
  }));
  const weights = [1, 3, 1, 50];
  expect(combineModels(models.slice(0, 3), { horizon: 1, trim: false, weights }).rolled[0]).toBeCloseTo(
    11 / 5,
    12,
  );
  expect(combineModels(models, { horizon: 1, trim: true, weights }).rolled[0]).toBeCloseTo(10 / 4, 12);
});
