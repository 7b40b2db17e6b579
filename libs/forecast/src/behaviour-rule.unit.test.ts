import { expect, test } from "vitest";
import { inferBehaviourRule } from "./behaviour-rule.ts";
import { assessed, goalOnMean, runningMeans } from "./goal-cases.fixture.ts";
import { inferRunningKind } from "./running-figure.ts";
import { seededRandom } from "./seeded-random.ts";
import { tameOutliers } from "./tame-outliers.ts";

const random = seededRandom("behaviour");
const MONTHS = Array.from({ length: 36 }, () => 100 + 40 * random());

function toDate(figure: (values: readonly number[]) => number): number[] {
  return MONTHS.map((_, index) => figure(MONTHS.slice(index - (index % 12), index + 1)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const SUMS = toDate(sum);
const MEANS = runningMeans(MONTHS);
const HARMONIC = toDate((values) => values.length / sum(values.map((value) => 1 / value)));

test("each rule is recognised from its own figures", () => {
  const inferred = (yearToDateHistory: readonly number[], history = MONTHS): string =>
    inferBehaviourRule({ history, yearToDateHistory, firstMonth: 1 }).rule;
  expect(inferred(SUMS)).toBe("sum");
  expect(inferred(MEANS)).toBe("mean");
  expect(inferred(HARMONIC)).toBe("harmonic_mean");
  expect(inferred(MEANS, MEANS)).toBe("last");
});

test("nothing to compare says so", () => {
  const none = inferBehaviourRule({ history: [1], yearToDateHistory: [1], firstMonth: 1 });
  expect(none).toMatchObject({ rule: "mean", compared: 0 });
});

test("a total since January, a mean since January and a stock are told apart", () => {
  expect(inferRunningKind(SUMS, 1)).toBe("cumulative");
  expect(inferRunningKind(MEANS, 1)).toBe("running_mean");
  expect(inferRunningKind(MONTHS, 1)).toBe("stock");
  expect(inferRunningKind(SUMS.slice(0, 4), 1)).toBe("stock");
});

test("a figure that restarts each January has the chance of the months behind it", () => {
  const shared = { monthsElapsedInYear: 6, target: 1400, paths: 400, bounds: { lower: 0 } };
  const yearToDateHistory = SUMS.slice(0, 30);
  const flows = assessed(
    goalOnMean({ ...shared, history: MONTHS.slice(0, 30), yearToDateHistory, rule: "sum" }),
  );
  const running = assessed(
    goalOnMean({ ...shared, history: yearToDateHistory, yearToDateHistory, rule: "last" }),
  );
  expect(running.pHit).toBe(flows.pHit);
  expect(running.expectedEnd).toBeCloseTo(flows.expectedEnd, 6);
  expect(running.fan).toEqual(running.yearToDateFan);
});

test("a harmonic mean is forecast by its reciprocals, so one very good month cannot carry a year", () => {
  const yearToDateHistory = HARMONIC.slice(0, 30);
  const goal = goalOnMean({
    history: MONTHS.slice(0, 30),
    yearToDateHistory,
    rule: "harmonic_mean",
    target: 120,
  });
  const { expectedEnd, requiredRate } = assessed(goal);
  expect(expectedEnd).toBeGreaterThan(105);
  expect(expectedEnd).toBeLessThan(130);
  const failures = 6 / (yearToDateHistory[29] ?? Number.NaN) + 6 / (requiredRate ?? Number.NaN);
  expect(12 / failures).toBeCloseTo(120, 9);
});

test("a figure over rolling twelve months is anchored on its own months, not on last year's", () => {
  const history = Array.from({ length: 42 }, (_, index) => 100 + 20 * random() - (index >= 36 ? 30 : 0));
  const rolling = history.map(
    (_, index) => sum(history.slice(Math.max(0, index - 11), index + 1)) / Math.min(12, index + 1),
  );
  const { expectedEnd } = assessed(
    goalOnMean({ history, yearToDateHistory: rolling, rule: "mean", target: 90 }),
  );
  const carriedOn = rolling[41] ?? Number.NaN;
  expect(expectedEnd).toBeLessThan(carriedOn - 5);
});

test("a year-to-date figure that was corrected away from its months is what December is expected from", () => {
  const history = Array.from({ length: 45 }, () => 98 + 2 * random());
  const means = history.map((_, index) => {
    const year = history.slice(index - (index % 12), index + 1);
    // A September that is published a little off, and mended by December, speaks for the months.
    return sum(year) / year.length + (index % 12 === 8 && index < 44 ? 0.1 : 0);
  });
  const goal = { history, rule: "mean", monthsElapsedInYear: 9, target: 98 } as const;
  const before = assessed(goalOnMean({ ...goal, yearToDateHistory: means })).expectedEnd;
  const corrected = means.with(44, (means[44] ?? Number.NaN) - 2);
  const { expectedEnd } = assessed(goalOnMean({ ...goal, yearToDateHistory: corrected }));
  expect(before - expectedEnd).toBeGreaterThan(1.2);
  expect(before - expectedEnd).toBeLessThan(1.8);
});

test("one wild month is tamed, a lasting shift is kept", () => {
  const wild = Float64Array.from(MONTHS, (value, index) => (index === 20 ? 1e6 : value));
  expect(tameOutliers(wild)[20]).toBeLessThan(400);
  const shifted = Float64Array.from(MONTHS, (value, index) => (index < 18 ? value : value + 1000));
  expect([...tameOutliers(shifted)].slice(22)).toEqual([...shifted].slice(22));
});

test("where no rule leads to December's figure, that figure is forecast itself and no month is asked for", () => {
  const history = MONTHS.slice(0, 30);
  const unrelated = MONTHS.map((_, index) => 500 + 60 * Math.sin(index)).slice(0, 30);
  const goal = goalOnMean({ history, yearToDateHistory: unrelated, target: 600 });
  const { expectedEnd, fan, requiredRate } = assessed(goal);
  expect(expectedEnd).toBeGreaterThan(400);
  expect(requiredRate).toBeNull();
  expect(fan[0]?.p50).toBeLessThan(150);
});

test("a goal that is expected to hit as it goes can still be helped in December", () => {
  const risen = MONTHS.slice(0, 26).map((value, index) => (index < 24 ? value : value + 70));
  const shared = { history: risen, yearToDateHistory: risen, rule: "last", monthsElapsedInYear: 2 } as const;
  const { expectedEnd } = assessed(goalOnMean({ ...shared, target: 150 }));
  expect(expectedEnd).toBeGreaterThan(151);
  const levers = assessed(goalOnMean({ ...shared, target: expectedEnd - 1 }));
  expect(levers).toMatchObject({ lastMonthActionMatters: 12, requiredRate: expectedEnd - 1 });
});
