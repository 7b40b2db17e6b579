import { expect, test } from "vitest";
import { forecastShortHistory } from "./short-history.ts";
import { studentReach } from "./student-reach.ts";

const prior = { deviation: 0.05, degrees: 2 };
const options = { period: 12, horizon: 3, prior };

test("Student's reaches equal those of R's qt", () => {
  // qt(c(0.9, 0.975), c(2, 3, 5, 12, 100))
  const reference = [
    [2, 1.885_618, 4.302_653],
    [3, 1.637_744, 3.182_446],
    [5, 1.475_884, 2.570_582],
    [12, 1.356_217, 2.178_813],
    [100, 1.290_075, 1.983_972],
  ] as const;
  for (const [degrees, reach80, reach95] of reference) {
    expect(studentReach(80, degrees)).toBeCloseTo(reach80, 4);
    expect(studentReach(95, degrees)).toBeCloseTo(reach95, 4);
  }
});

test("one point is said again, as uncertain as the prior and what the point itself may be off", () => {
  const { degrees, mean, spread } = forecastShortHistory({ ...options, values: [1] });
  expect([...mean]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  expect(degrees).toBe(2);
  expect(spread[0]).toBeGreaterThan(0.05);
  expect(spread[2]).toBeGreaterThan(spread[0] ?? 0);
});

test("a clear growth is carried on in years, and hardly in months", () => {
  const values = [1, 1.1, 1.2, 1.3, 1.4];
  const years = forecastShortHistory({ ...options, period: 1, values }).mean;
  const months = forecastShortHistory({ ...options, period: 12, values }).mean;
  expect(years[2]).toBeGreaterThan(1.6);
  expect((months[2] ?? 0) - (months[0] ?? 0)).toBeLessThan((years[2] ?? 0) - (years[0] ?? 0));
});

test("shifting a series shifts its forecast and leaves the spread", () => {
  const values = [1, 1.3, 0.8, 1.1];
  const plain = forecastShortHistory({ ...options, values });
  const shifted = forecastShortHistory({ ...options, values: values.map((value) => value + 8) });
  for (const [step, value] of plain.mean.entries()) {
    expect(shifted.mean[step]).toBeCloseTo(value + 8, 9);
    expect(shifted.spread[step]).toBeCloseTo(plain.spread[step] ?? 0, 6);
  }
});

test("more of the same makes it surer", () => {
  const few = forecastShortHistory({ ...options, values: [1, 1.1, 0.9, 1] });
  const many = forecastShortHistory({ ...options, values: [1, 1.1, 0.9, 1, 1, 1.1, 0.9, 1, 1, 1.1, 0.9, 1] });
  const reach = ({ degrees, spread }: typeof few): number => (spread[0] ?? 0) * studentReach(95, degrees);
  expect(reach(many)).toBeLessThan(reach(few));
});
