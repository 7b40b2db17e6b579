import { expect, test } from "vitest";
import { hits } from "./hits.ts";
import { progress } from "./progress.ts";
import { roundFigure, roundValue } from "./round-figure.ts";

test("X-1: progress is the share of the way from start to target, whichever way is better", () => {
  expect(progress({ from: 50, actual: 75, to: 100, range: { lower: 100, upper: Infinity } })).toBe(0.5);
  expect(progress({ from: 100, actual: 75, to: 50, range: { lower: -Infinity, upper: 50 } })).toBe(0.5);
});

test("X-2: progress stays raw: below 0 and above 1 are kept", () => {
  expect(progress({ from: 0, actual: -5, to: 10, range: { lower: 10, upper: Infinity } })).toBe(-0.5);
  expect(progress({ from: 0, actual: 17.5, to: 10, range: { lower: 10, upper: Infinity } })).toBe(1.75);
});

test("X-3: where the start already meets the target there is no progress to measure", () => {
  expect(progress({ from: 10, actual: 12, to: 10, range: { lower: 10, upper: Infinity } })).toBeNull();
  expect(progress({ from: 12, actual: 9, to: 10, range: { lower: 10, upper: Infinity } })).toBeNull();
  expect(progress({ from: 8, actual: 9, to: 10, range: { lower: -Infinity, upper: 10 } })).toBeNull();
});

test("progress of anything unknown is unknown", () => {
  expect(progress({ from: null, actual: 1, to: 2, range: { lower: 2, upper: Infinity } })).toBeNull();
  expect(progress({ from: 0, actual: null, to: 2, range: { lower: 2, upper: Infinity } })).toBeNull();
  expect(progress({ from: 0, actual: 1, to: null, range: null })).toBeNull();
});

test("progress over a way that no number holds is unknown, and not 0", () => {
  expect(progress({ from: -1e308, actual: 0, to: 1e308, range: null })).toBeNull();
  expect(progress({ from: 1e308, actual: -1e308, to: 0, range: null })).toBeNull();
});

test("equal to the target is a hit in every direction; of maintain only equal is", () => {
  for (const direction of ["increase", "decrease", "maintain"] as const)
    expect(hits(5, 5, direction)).toBe(true);
  expect(hits(4.9, 5, "increase")).toBe(false);
  expect(hits(4.9, 5, "decrease")).toBe(true);
  expect(hits(4.9, 5, "maintain")).toBe(false);
});

test("a value keeps 15 digits, as many as a double does of what was posted, and no binary noise", () => {
  expect(roundValue(0.1 + 0.2)).toBe(0.3);
  expect(roundValue(12345678901.31)).toBe(12345678901.31);
  expect(roundValue(Number("1234567890123456.78"))).toBe(1234567890123460);
  expect(Object.is(roundValue(-0), 0)).toBe(true);
  expect(roundValue(Number.POSITIVE_INFINITY)).toBeNull();
});

test("derived figures keep 12 significant digits, never −0, and are unknown when they are no number", () => {
  expect(roundFigure(0.1 + 0.2)).toBe(0.3);
  expect(roundFigure(123456789.1234567)).toBe(123456789.123);
  expect(Object.is(roundFigure(-0), 0)).toBe(true);
  expect(roundFigure(Number.NaN)).toBeNull();
  expect(roundFigure(null)).toBeNull();
});
