import { expect, test } from "vitest";
import { combineModels } from "./combine-models.ts";
import { rollSeasonalNaive } from "./seasonal-naive.ts";

const models = (...said: number[][]): { model: string; rolled: Float64Array }[] =>
  said.map((rolled, index) => ({ model: String(index), rolled: Float64Array.from(rolled) }));

const trimmed = { horizon: 1, trim: true };

test("four models or more leave out the highest and the lowest, fewer are averaged", () => {
  expect(combineModels(models([1], [2], [4], [100]), trimmed).rolled[0]).toBe(3);
  expect(combineModels(models([1], [2], [4], [9]), { horizon: 1, trim: false }).rolled[0]).toBe(4);
  expect(combineModels(models([1], [2], [6]), trimmed).rolled[0]).toBe(3);
  expect(combineModels(models([7]), trimmed)).toEqual({
    rolled: Float64Array.of(7),
    disagreement: Float64Array.of(0),
  });
});

test("a model that says nothing is left out, and disagreement is that of the forecast alone", () => {
  const { disagreement, rolled } = combineModels(models([1, 1, 3], [1, Number.NaN, 5]), trimmed);
  expect([...rolled]).toEqual([1, 1, 4]);
  expect([...disagreement]).toEqual([1]);
});

test("the seasonal naive repeats the last season, with drift it goes on growing a season at a time", () => {
  const values = Float64Array.of(1, 2, 3, 2, 3, 4);
  const plain = rollSeasonalNaive({ values, period: 3, horizon: 4, drift: false });
  expect(Array.from(plain.subarray(-4))).toEqual([2, 3, 4, 2]);
  const drifting = rollSeasonalNaive({ values, period: 3, horizon: 4, drift: true });
  const season = 3 * (3 / 5);
  expect(Array.from(drifting.subarray(-4))).toEqual(
    [2 + season, 3 + season, 4 + season, 2 + 2 * season].map((value) => expect.closeTo(value, 12)),
  );
  expect(plain.slice(0, 12).every(Number.isNaN)).toBe(true);
});
