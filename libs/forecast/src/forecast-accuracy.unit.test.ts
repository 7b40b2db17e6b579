import { expect, test } from "vitest";
import {
  countCovered,
  scaledError,
  scaledIntervalScore,
  symmetricPercentageError,
} from "./forecast-accuracy.ts";
import { seasonalChange } from "./seasonal-change.ts";

const outcome = { forecast: [110, 90], actual: [100, 100] };

test("sMAPE is that of M3: 200 |error| over the sum of the sizes, 0 where nothing came and nothing was said", () => {
  expect(symmetricPercentageError(outcome)).toBeCloseTo((200 * 10) / 210 / 2 + (200 * 10) / 190 / 2, 12);
  expect(symmetricPercentageError({ forecast: [0], actual: [0] })).toBe(0);
});

test("MASE divides by the training part's mean change over a season", () => {
  const scale = seasonalChange([1, 2, 3, 5, Number.NaN, 5], 2);
  expect(scale).toBeCloseTo((2 + 3 + 0) / 3, 12);
  expect(scaledError(outcome, scale)).toBeCloseTo(10 / scale, 12);
});

test("MSIS is the width plus forty times what a 95 % interval was missed by, scaled", () => {
  const intervals = { lower: [0, 0, 0], upper: [2, 2, 2], actual: [1, 3, -2] };
  expect(scaledIntervalScore(intervals, 2, 0.05)).toBeCloseTo((2 + (2 + 40 * 1) + (2 + 40 * 2)) / 3 / 2, 12);
  expect(countCovered({ ...intervals, actual: [0, 2, 2.1] })).toBe(2);
});
