import { expect, test } from "vitest";
import { usualLevel } from "./usual-level.ts";

const months = (count: number, of: (index: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, index) => of(index));
const ripple = (index: number): number => [0, 2, -1, 1, -2, 1, 0, -1][index % 8] ?? 0;

test("a level without a season is usual, and the value itself is not looked at", () => {
  const values = months(40, (index) => 100 + ripple(index * 3));
  const level = usualLevel([...values, 40], 12);
  expect(level?.usual).toBeCloseTo(100, -1);
  expect(usualLevel([...values, 4_000], 12)).toEqual(level);
});

test("a season is usual, a steady drift too", () => {
  const seasonal = (index: number): number =>
    100 + 40 * Math.sin((index * Math.PI) / 6) + 0.5 * index + ripple(index);
  const level = usualLevel([...months(60, seasonal), 0], 12);
  expect(Math.abs((level?.usual ?? 0) - seasonal(60))).toBeLessThan(5);
  const falling = usualLevel([...months(40, (index) => 300 - 3 * index + ripple(index)), 0], 12);
  expect(Math.abs((falling?.usual ?? 0) - 180)).toBeLessThan(4);
});

test("one value of the past that stands apart moves what is usual little", () => {
  const seasonal = (index: number): number => 100 + 40 * Math.sin((index * Math.PI) / 6) + ripple(index);
  const past = months(60, seasonal);
  const without = usualLevel([...past, 0], 12)?.usual ?? 0;
  expect(Math.abs((usualLevel([...past.with(48, 190), 0], 12)?.usual ?? 0) - without)).toBeLessThan(5);
});

test("of a constant nothing is unusual in itself: its spread is 0", () => {
  expect(usualLevel([...months(30, () => 0.1), 5], 12)).toEqual({ usual: 0.1, spread: 0 });
});

test("unknown periods are left out; where fewer than two seasons or too few values are known, nothing is usual", () => {
  const gappy = months(40, (index) => (index % 4 === 0 ? Number.NaN : 100));
  expect(usualLevel([...gappy, 90], 12)).toEqual({ usual: 100, spread: 0 });
  expect(usualLevel([...months(23, () => 100), 90], 12)).toBeNull();
  expect(usualLevel([...months(10, () => Number.NaN), ...months(23, () => 100), 90], 12)).toBeNull();
  expect(usualLevel([...months(40, (index) => (index % 7 === 0 ? 100 : Number.NaN)), 90], 12)).toBeNull();
  expect(usualLevel([], 12)).toBeNull();
});
