import fc from "fast-check";
import { expect, test } from "vitest";
import { assessGoal } from "./assess-goal.ts";
import { anyGoal, assessed, goalOnMean, runningMeans } from "./goal-cases.fixture.ts";
import { seededRandom } from "./seeded-random.ts";

const targets = fc.double({ min: 45, max: 55, noNaN: true });

test("the same input gives the same bytes, another seed almost the same chance", () => {
  const goal = goalOnMean({ paths: 2000 });
  expect(JSON.stringify(assessed(goal))).toBe(JSON.stringify(assessed(goal)));
  const other = assessed({ ...goal, seed: "another" });
  expect(Math.abs(other.pHit - assessed(goal).pHit)).toBeLessThan(0.04);
});

test("a seed names its random numbers for ever", () => {
  const random = seededRandom("milepost");
  expect([random(), random(), random()]).toEqual([
    0.475_787_361_850_962_04, 0.007_420_826_470_479_369, 0.575_934_920_692_816_4,
  ]);
});

test("a more lenient target never lowers the chance", () => {
  const chances = (direction: "increase" | "decrease", target: number): number =>
    assessed(goalOnMean({ direction, target, paths: 100 })).pHit;
  fc.assert(
    fc.property(targets, targets, (one, two) => {
      const [low, high] = one < two ? [one, two] : [two, one];
      expect(chances("increase", low)).toBeGreaterThanOrEqual(chances("increase", high));
      expect(chances("decrease", high)).toBeGreaterThanOrEqual(chances("decrease", low));
    }),
    { numRuns: 40 },
  );
});

test("a mirrored goal has the same chance", () => {
  fc.assert(
    fc.property(targets, fc.constantFrom("mean", "sum", "last"), (target, rule) => {
      const goal = goalOnMean({ target, rule, paths: 100 });
      const mirrored = assessed({
        ...goal,
        history: Array.from(goal.history, (value) => -value),
        yearToDateHistory: Array.from(goal.yearToDateHistory, (value) => -value),
        target: -target,
        yearToDateTarget: -50,
        direction: "decrease",
      });
      expect(mirrored.pHit).toBeCloseTo(assessed(goal).pHit, 9);
    }),
    { numRuns: 40 },
  );
});

test("another unit changes every figure by its factor and no chance", () => {
  fc.assert(
    fc.property(targets, fc.integer({ min: -6, max: 6 }), (target, exponent) => {
      const factor = 2 ** exponent;
      const goal = goalOnMean({ target, paths: 100 });
      const plain = assessed(goal);
      const scaled = assessed({
        ...goal,
        history: Array.from(goal.history, (value) => value * factor),
        yearToDateHistory: Array.from(goal.yearToDateHistory, (value) => value * factor),
        target: target * factor,
        yearToDateTarget: 50 * factor,
      });
      expect(scaled.pHit).toBe(plain.pHit);
      expect(scaled.expectedEnd / factor).toBeCloseTo(plain.expectedEnd, 9);
      expect(scaled.high95 / factor).toBeCloseTo(plain.high95, 9);
      expect((scaled.requiredRate ?? 0) / factor).toBeCloseTo(plain.requiredRate ?? 0, 9);
    }),
    { numRuns: 30 },
  );
});

test("any input gets finite numbers or a stated reason, never NaN", () => {
  const notFinite = (value: unknown): boolean => typeof value === "number" && !Number.isFinite(value);
  fc.assert(
    fc.property(anyGoal, (goal) => {
      const assessment = assessGoal(goal);
      if (!assessment.ok) return;
      expect(assessment.pHit).toBeGreaterThanOrEqual(0);
      expect(assessment.pHit).toBeLessThanOrEqual(1);
      const numbers = [
        ...Object.values(assessment),
        ...Object.values(assessment.features),
        ...assessment.fan.flatMap((point) => Object.values(point)),
        ...assessment.yearToDateFan.flatMap((point) => Object.values(point)),
      ];
      expect(numbers.filter(notFinite)).toEqual([]);
      expect(assessment.low95).toBeLessThanOrEqual(assessment.low80);
      expect(assessment.low80).toBeLessThanOrEqual(assessment.high80);
      expect(assessment.high80).toBeLessThanOrEqual(assessment.high95);
    }),
    { numRuns: 500 },
  );
});

test("what is missing is said: target, actual, history", () => {
  const unknown = [Number.NaN, Number.NaN];
  expect(assessGoal(goalOnMean({ target: null }))).toEqual({ ok: false, reason: "no_target" });
  expect(assessGoal(goalOnMean({ yearToDateHistory: [] }))).toEqual({ ok: false, reason: "no_actual" });
  expect(assessGoal(goalOnMean({ history: unknown, yearToDateHistory: unknown }))).toEqual({
    ok: false,
    reason: "no_actual",
  });
  const onePoint = goalOnMean({ history: [50], yearToDateHistory: [50], monthsElapsedInYear: 1 });
  expect(assessGoal(onePoint)).toEqual({ ok: false, reason: "too_little_history" });
});

test("a constant series is sure of meeting its own value and of missing a better one", () => {
  const history = Array.from({ length: 18 }, () => 99.4);
  const goal = goalOnMean({ history, yearToDateHistory: history, target: 99.4, decimals: 1 });
  expect(assessed(goal).pHit).toBeGreaterThan(0.99);
  expect(assessed({ ...goal, decimals: 6, target: 99.5 }).pHit).toBeLessThan(0.01);
  expect(assessed(goal)).toMatchObject({
    expectedEnd: expect.closeTo(99.4, 9),
    spread: expect.closeTo(0, 9),
  });
});

test("in December the published figure decides, and equal is a hit", () => {
  const history = Array.from({ length: 24 }, (_, index) => 50 + (index % 5));
  const end = runningMeans(history)[23] ?? Number.NaN;
  const december = goalOnMean({
    history,
    yearToDateHistory: runningMeans(history),
    monthsElapsedInYear: 12,
    target: end,
  });
  expect(assessed(december)).toMatchObject({
    pHit: 1,
    pHitRaw: 1,
    expectedEnd: end,
    fan: [],
    requiredRate: null,
  });
  expect(assessed({ ...december, target: end + 0.001 }).pHit).toBe(0);
});

test("shares stay within 0 to 100 % in every quantile", () => {
  const history = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 99.9 : 92));
  const goal = goalOnMean({
    history,
    yearToDateHistory: runningMeans(history),
    bounds: { lower: 0, upper: 100 },
  });
  for (const point of assessed(goal).fan) expect(point.p97_5).toBeLessThanOrEqual(100);
});

test("what each remaining month must bring leads exactly to the target", () => {
  const goal = goalOnMean({ target: 51 });
  const { requiredRate } = assessed(goal);
  const toDate = goal.yearToDateHistory[29] ?? Number.NaN;
  expect((6 * toDate + 6 * (requiredRate ?? Number.NaN)) / 12).toBeCloseTo(51, 10);
});

test("an unreachable target leaves no month in which action matters, a reached one leaves December", () => {
  expect(assessed(goalOnMean({ target: 70 })).lastMonthActionMatters).toBeNull();
  expect(assessed(goalOnMean({ target: 70 })).reachedBefore).toEqual({ reached: 0, of: 30 });
  expect(assessed(goalOnMean({ target: 40 }))).toMatchObject({
    lastMonthActionMatters: 12,
    crossingMonthsAhead: 0,
  });
});

test("wider conformal factors widen the intervals and leave the recorded spread", () => {
  const factors = [{ monthsRemaining: 6, count: 50, factor80: 2, factor95: 2.5 }];
  const plain = assessed(goalOnMean());
  const wide = assessed(goalOnMean({ conformal: { version: "1", factors } }));
  expect((wide.high80 - wide.low80) / (plain.high80 - plain.low80)).toBeCloseTo(2, 6);
  expect((wide.high95 - wide.low95) / (plain.high95 - plain.low95)).toBeCloseTo(2.5, 6);
  expect(wide.spread).toBeCloseTo(plain.spread, 9);
});

/** Four years and a half of a steady series, with whatever is done to it. */
function disturbed(change: (value: number, index: number) => number): number[] {
  const random = seededRandom("disturbed");
  return Array.from({ length: 54 }, (_, index) => change(100 + 4 * (random() + random() - 1), index));
}

test("a value that stands apart is told and moves the year little; a new level is told and taken", () => {
  const yearOf = (history: readonly number[]): ReturnType<typeof assessed> =>
    assessed(goalOnMean({ history, yearToDateHistory: runningMeans(history), target: 100 }));
  const steady = yearOf(disturbed((value) => value));
  expect(steady.breaks).toEqual([]);
  const spike = yearOf(disturbed((value, index) => (index === 40 ? 3 * value : value)));
  expect(spike.breaks).toMatchObject([{ kind: "outlier", index: 40 }]);
  expect(spike.breaks[0]?.size).toBeGreaterThan(180);
  expect(Math.abs(spike.expectedEnd - steady.expectedEnd)).toBeLessThan(0.5);
  const shift = yearOf(disturbed((value, index) => (index >= 24 ? 1.5 * value : value)));
  expect(shift.breaks).toMatchObject([{ kind: "level_shift", index: 24 }]);
  expect(shift.breaks[0]?.ratio).toBeCloseTo(0.5, 1);
  expect(shift.expectedEnd / steady.expectedEnd).toBeCloseTo(1.5, 1);
});

test("of a rate that adds up by its reciprocal a break is told as the rate was published", () => {
  const history = disturbed((value, index) => (index === 40 ? value / 4 : value));
  const yearToDateHistory = runningMeans(history.map((value) => 1 / value)).map((value) => 1 / value);
  const { breaks } = assessed(goalOnMean({ history, yearToDateHistory, rule: "harmonic_mean", target: 100 }));
  expect(breaks).toMatchObject([{ kind: "outlier", index: 40 }]);
  expect(breaks[0]?.size).toBeLessThan(-70);
  expect(breaks[0]?.size).toBeGreaterThan(-80);
  expect(breaks[0]?.ratio).toBeCloseTo(-0.75, 1);
});

test("a mirrored series with a break has the mirrored break and the same chance", () => {
  const history = disturbed((value, index) => (index === 40 ? 3 * value : value));
  const goal = goalOnMean({ history, yearToDateHistory: runningMeans(history), target: 101 });
  const mirrored = assessed({
    ...goal,
    history: history.map((value) => -value),
    yearToDateHistory: runningMeans(history).map((value) => -value),
    target: -101,
    yearToDateTarget: -50,
    direction: "decrease",
  });
  const plain = assessed(goal);
  expect(mirrored.pHit).toBeCloseTo(plain.pHit, 9);
  expect(mirrored.breaks[0]?.size).toBeCloseTo(-(plain.breaks[0]?.size ?? 0), 6);
});

test("a year is in a range as often as its ends say: the chance of a range is what its two ends leave, and an end counts", () => {
  const chance = (changes: object): number => assessed(goalOnMean({ paths: 1000, ...changes })).pHitRaw;
  for (const [middle, tolerance] of [
    [50, 0.4],
    [49, 1.5],
    [51.2, 3],
  ] as const) {
    const inside = chance({ target: middle, tolerance, direction: "maintain" });
    const above = chance({ target: middle - tolerance, direction: "increase" });
    const over = chance({ target: middle + tolerance, direction: "increase" });
    expect(inside).toBeCloseTo(above - over, 2);
  }
  const december = (toDate: number): number => {
    const goal = goalOnMean({ monthsElapsedInYear: 12, target: 0.2, tolerance: 0.1, direction: "maintain" });
    return assessed({ ...goal, yearToDateHistory: Array.from(goal.yearToDateHistory, () => toDate) }).pHit;
  };
  expect([december(0.3), december(0.1), december(0.301)]).toEqual([1, 1, 0]);
});

test("what a range asks for is its nearer end", () => {
  const rate = (target: number, tolerance: number): number | null =>
    assessed(goalOnMean({ target, tolerance, direction: "maintain" })).requiredRate;
  const { requiredRate } = assessed(goalOnMean({ target: 58 }));
  expect(rate(60, 2)).toBeCloseTo(requiredRate ?? Number.NaN, 9);
  expect(assessed(goalOnMean({ target: 60, tolerance: 2, direction: "maintain" })).reachedBefore).toBeNull();
});
