import fc from "fast-check";
import { expect, test } from "vitest";
import { exactSum } from "./exact-sum.ts";

test("a sum of decimals is the decimal that a person would write", () => {
  expect(exactSum([0.1, 0.2])).toBe(0.3);
  expect(exactSum([12345678901.31, -12345678901.3])).toBe(0.01);
  expect(exactSum(Array.from({ length: 10 }, () => 12345678901.31))).toBe(123456789013.1);
  expect(exactSum([])).toBe(0);
});

test("any decimals of up to 15 digits add up as whole numbers do, in any order", () => {
  const cents = fc.array(fc.integer({ min: -1e13, max: 1e13 }), { maxLength: 50 });
  fc.assert(
    fc.property(cents, fc.integer({ min: 0, max: 9 }), (units, decimals) => {
      const scale = 10 ** decimals;
      const values = units.map((one) => one / scale);
      const total = units.reduce((sum, one) => sum + BigInt(one), 0n);
      expect(exactSum(values)).toBe(Number(total) / scale);
      expect(exactSum(values.toReversed())).toBe(exactSum(values));
    }),
  );
});

test("what no decimals are adds up to the last bits of a double", () => {
  expect(exactSum([1 / 3, 1 / 3, 1 / 3])).toBe(1);
  expect(exactSum([1e100, 1 / 3, -1e100])).toBe(1 / 3);
  expect(exactSum(Array.from({ length: 1000 }, () => 1 / 7))).toBe(1000 / 7);
});

test("the distance from an open end is infinite, not unknown", () => {
  expect(exactSum([Number.NEGATIVE_INFINITY, -5])).toBe(Number.NEGATIVE_INFINITY);
  expect(exactSum([5, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});
