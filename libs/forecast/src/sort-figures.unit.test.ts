import fc from "fast-check";
import { expect, test } from "vitest";
import { sortFigures } from "./sort-figures.ts";
import { fillStandardNormal } from "./standard-normal-draws.ts";
import { seededRandom } from "./seeded-random.ts";

const anyFigure = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 10, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, 1e300, -1e300, 5e-324) },
);

test("figures of any spread come out in ascending order", () => {
  fc.assert(
    fc.property(fc.array(anyFigure, { maxLength: 300 }), (figures) => {
      // A zero's sign is nobody's figure.
      const plain = figures.map((figure) => figure + 0);
      expect([...sortFigures(Float64Array.from(plain))]).toEqual(plain.toSorted((one, other) => one - other));
    }),
    { numRuns: 500 },
  );
});

test("a thousand normal draws, a far outlier among them or not, come out in ascending order", () => {
  const draws = new Float64Array(1000);
  fillStandardNormal(draws, seededRandom("draws"));
  expect(sortFigures(draws.slice())).toEqual(draws.toSorted());
  draws[500] = 1e6;
  expect(sortFigures(draws.slice())).toEqual(draws.toSorted());
});
