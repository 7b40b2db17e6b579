import fc from "fast-check";
import { expect, test } from "vitest";
import { linkOf } from "./series-link.ts";

const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

test("positive series are linked by logarithms, bounded ones by log-odds, others not at all", () => {
  expect(linkOf({ values: Float64Array.of(1, 2), ...open })?.name).toBe("log");
  expect(linkOf({ values: Float64Array.of(0, 1), lower: 0, upper: 1 })?.name).toBe("logit");
  expect(linkOf({ values: Float64Array.of(0, 2), ...open })).toBeNull();
  expect(linkOf({ values: Float64Array.of(0, 2), lower: 0, upper: 1 })).toBeNull();
});

test("the way back leads to the value that was linked", () => {
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(shares, (series) => {
      const values = Float64Array.from(series);
      const link = linkOf({ values, lower: 0, upper: 1 });
      for (const value of values) expect(link?.back(link.to(value))).toBeCloseTo(value, 9);
    }),
  );
});

test("however far a forecast runs, it leaves the history by its range at most, and never the bounds", () => {
  const growing = linkOf({ values: Float64Array.of(1, 10), ...open });
  expect(growing?.back(50)).toBeCloseTo(100, 9);
  const share = linkOf({ values: Float64Array.of(0.5, 0.9), lower: 0, upper: 1 });
  expect(share?.back(50)).toBeLessThanOrEqual(1);
});
