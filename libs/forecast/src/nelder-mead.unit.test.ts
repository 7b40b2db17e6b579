import { expect, test } from "vitest";
import { minimise } from "./nelder-mead.ts";

/** Rosenbrock's valley (1960); its lowest point is (1, 1). */
const rosenbrock = (point: Float64Array): number =>
  100 * ((point[1] ?? 0) - (point[0] ?? 0) ** 2) ** 2 + (1 - (point[0] ?? 0)) ** 2;
const task = {
  objective: rosenbrock,
  start: Float64Array.of(-1.2, 1),
  steps: Float64Array.of(0.1, 0.1),
  lower: Float64Array.of(-5, -5),
  upper: Float64Array.of(5, 5),
  tolerance: 1e-14,
  mostIterations: 1000,
};

test("the bottom of Rosenbrock's valley is found from its classical start", () => {
  const { point, value } = minimise(task);
  expect(point[0]).toBeCloseTo(1, 5);
  expect(point[1]).toBeCloseTo(1, 5);
  expect(value).toBeLessThan(1e-12);
});

test("nothing outside the box is ever tried, and the lowest point on its border is found", () => {
  const objective = (point: Float64Array): number => {
    expect(point[0]).toBeGreaterThanOrEqual(-5);
    expect(point[0]).toBeLessThanOrEqual(0.5);
    return rosenbrock(point);
  };
  const { point } = minimise({ ...task, objective, upper: Float64Array.of(0.5, 5) });
  expect(point[0]).toBeCloseTo(0.5, 6);
  expect(point[1]).toBeCloseTo(0.25, 4);
});

test("a forbidden start corner does not end the search", () => {
  const objective = (point: Float64Array): number =>
    (point[0] ?? 0) > 1.05 ? Number.POSITIVE_INFINITY : ((point[0] ?? 0) - 0.3) ** 2;
  const found = minimise({
    ...task,
    objective,
    start: Float64Array.of(1),
    steps: Float64Array.of(0.1),
    lower: Float64Array.of(-5),
    upper: Float64Array.of(5),
  });
  expect(found.point[0]).toBeCloseTo(0.3, 5);
});
