import { scorecardSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { itemScore, scorecardRows } from "./scorecard-rows.ts";
import { SCORE_BANDS } from "./status-rules.ts";
import { statusOf } from "./status.ts";
import type { ScorecardItemState, ScorecardRow } from "./scorecard-rows.ts";

const state = (unit: string, category: string, actual: number | null): ScorecardItemState => ({
  actual,
  target: 700,
  range: { lower: 700, upper: Infinity },
  isShare: false,
  unit,
  category,
  perspective: null,
});

const states: Readonly<Record<string, ScorecardItemState>> = {
  a: state("bus", "safety", 700),
  b: state("bus", "safety", 500),
  c: state("bus", "service", null),
  d: state("rail", "safety", 900),
};

const byGoal = (rows: readonly ScorecardRow[], level: string, id: string): ScorecardRow | undefined =>
  rows.find((row) => row.level === level && row.id === id);

test("BSC-8: items roll up to cells, units, categories and the scorecard; what is unknown shows as coverage", () => {
  const scorecard = scorecardSchema.parse({
    layout: "units-by-category",
    items: ["a", "b", "c", "d", "closed"].map((goal) => ({ goal, redFlagDistance: 200 })),
  });
  const rows = scorecardRows({ id: "company", scorecard, stateOf: (goal) => states[goal] });
  expect(byGoal(rows, "cell", "bus/safety")).toMatchObject({ score: 5, coverage: 1, items: 2 });
  expect(byGoal(rows, "cell", "bus/service")).toMatchObject({ score: null, coverage: 0, unknownItems: 1 });
  expect(byGoal(rows, "unit", "bus")).toMatchObject({ score: 5, coverage: 0.5, items: 3, unknownItems: 1 });
  expect(byGoal(rows, "category", "safety")).toMatchObject({ score: 7.5, coverage: 1 });
  expect(byGoal(rows, "scorecard", "company")).toMatchObject({ score: 7.5, coverage: 0.75, items: 4 });
  expect(rows.filter((row) => row.level === "item")).toHaveLength(4);
});

test("perspectives weigh the same whatever they hold; weights count inside them", () => {
  const scorecard = scorecardSchema.parse({
    items: [
      { goal: "a", perspective: "financial", weight: 3, redFlagDistance: 200 },
      { goal: "b", perspective: "financial", redFlagDistance: 200 },
      { goal: "d", perspective: "customer", redFlagDistance: 200 },
    ],
  });
  const rows = scorecardRows({ id: "s", scorecard, stateOf: (goal) => states[goal] });
  expect(byGoal(rows, "perspective", "financial")?.score).toBeCloseTo(35 / 6, 10);
  expect(byGoal(rows, "scorecard", "s")?.score).toBeCloseTo(95 / 12, 10);
});

test("a scorecard without a known item has no score: unknown is not 0", () => {
  const scorecard = scorecardSchema.parse({ items: [{ goal: "c" }] });
  const rows = scorecardRows({ id: "s", scorecard, stateOf: (goal) => states[goal] });
  expect(byGoal(rows, "scorecard", "s")).toMatchObject({ score: null, coverage: 0, unknownItems: 1 });
});

test("the red flag is the item's own, its distance from a moving target, or a share of the target", () => {
  const share = { redFlagShare: 0.1 };
  const up = { actual: 0.5, target: 0.7, range: { lower: 0.7, upper: Infinity }, isShare: false };
  expect(itemScore(share, { redFlag: 0.5 }, up)).toBeCloseTo(10 / 3, 10);
  expect(itemScore(share, { redFlagDistance: 0.2 }, up)).toBeCloseTo(10 / 3, 10);
  expect(itemScore(share, {}, { ...up, actual: 0.63 })).toBeCloseTo(10 / 3, 10);
  expect(itemScore(share, {}, { ...up, range: { lower: -Infinity, upper: 0.7 }, actual: 0.77 })).toBeCloseTo(
    10 / 3,
    10,
  );
  expect(itemScore(share, {}, { ...up, range: { lower: 0.7, upper: 0.7 }, actual: 0.7 })).toBe(10);
});

test("a red flag on the good side of the target, or a target of 0 with only a share, gives no score", () => {
  const up = { actual: 0.5, target: 0.7, range: { lower: 0.7, upper: Infinity }, isShare: false };
  expect(itemScore({ redFlagShare: 0.1 }, { redFlag: 0.8 }, up)).toBeNull();
  expect(
    itemScore({ redFlagShare: 0.1 }, {}, { ...up, target: 0, range: { lower: 0, upper: Infinity } }),
  ).toBeNull();
});

test("of a share of periods kept the red flag is such a share; one in the KPI's unit, as plans once might say, scores nothing", () => {
  const kept = { actual: 0, target: 0.8, range: { lower: 0.8, upper: Infinity }, isShare: true };
  const scoreOf = (item: object, actual = 0): number | null =>
    itemScore({ redFlagShare: 0.1 }, item, { ...kept, actual });
  expect(scoreOf({ redFlagDistance: 5 })).toBeNull();
  expect([85, 1, 0.8, -1].map((redFlag) => scoreOf({ redFlag }))).toEqual([null, null, null, null]);
  expect(scoreOf({ redFlagDistance: 0.2 }, 0.6)).toBeCloseTo(10 / 3, 10);
  expect(scoreOf({ redFlag: 0.6 }, 0.6)).toBeCloseTo(10 / 3, 10);
  expect([scoreOf({ redFlag: 0 }), scoreOf({ redFlagDistance: 0.8 })]).toEqual([10 / 3, 10 / 3]);
  expect(scoreOf({}, 0.72)).toBeCloseTo(10 / 3, 10);
  // In the KPI's unit a distance may be as large as it likes.
  expect(
    itemScore({ redFlagShare: 0.1 }, { redFlagDistance: 5 }, { ...kept, isShare: false }),
  ).not.toBeNull();
});

test("BSC-6: in its range an item scores 10, and 3⅓ where its red flag lies outside on either side", () => {
  const share = { redFlagShare: 0.1 };
  const scoreAt = (actual: number, item: object): number | null =>
    itemScore(share, item, { actual, target: 21, range: { lower: 18, upper: 24 }, isShare: false });
  expect([18, 21, 24].map((actual) => scoreAt(actual, { redFlag: 27 }))).toEqual([10, 10, 10]);
  expect(scoreAt(27, { redFlag: 27 })).toBeCloseTo(10 / 3, 10);
  expect(scoreAt(15, { redFlag: 27 })).toBeCloseTo(10 / 3, 10);
  expect(scoreAt(15, { redFlagDistance: 6 })).toBeCloseTo(20 / 3, 10);
  expect(scoreAt(18 - 2.1, {})).toBeCloseTo(10 / 3, 10);
  expect(scoreAt(20, { redFlag: 20 })).toBeNull();
});

test("BSC-10: a goal exactly on its red flag or its target stands there after rounding, alone and in a mean", () => {
  const scoresOf = ([actual, target]: [number, number], item: object, better = "more"): number[] => {
    const open = better === "less" ? { lower: -Infinity, upper: target } : { lower: target, upper: Infinity };
    const range = better === "within" ? { lower: target - 1, upper: target + 1 } : open;
    const items = ["a", "b", "c"].map((goal, index) => ({ goal, weight: 0.1 * (index + 1), ...item }));
    const scorecard = scorecardSchema.parse({ redFlagShare: 0.1, items });
    const one = { actual, target, range, isShare: false, unit: null, category: null, perspective: null };
    return scorecardRows({ id: "s", scorecard, stateOf: () => one }).map(({ score }) => score ?? Number.NaN);
  };
  const labels = (scores: readonly number[]): unknown =>
    [...new Set(scores.map((score) => statusOf(SCORE_BANDS, score).vendorLabel))].join();
  const onFlag = [
    scoresOf([90, 100], {}),
    scoresOf([110, 100], {}, "less"),
    scoresOf([0.63, 0.7], {}),
    scoresOf([1000.13, 1000.3], { redFlagDistance: 0.17 }),
    scoresOf([500, 700], { redFlag: 500 }),
    scoresOf([18.9, 17.8], { redFlagDistance: 0.1 }, "within"),
  ];
  for (const scores of onFlag) expect(scores.every((score) => score === 10 / 3)).toBe(true);
  expect(onFlag.map(labels)).toEqual(onFlag.map(() => "Yellow"));
  const onTarget = scoresOf([0.7, 0.7], {});
  expect(onTarget.every((score) => score >= 20 / 3)).toBe(true);
  // By a cent of billions on the wrong side: no rounding lifts it.
  expect(labels(scoresOf([123456789012.99, 123456789013], { redFlagDistance: 1e10 }))).toBe("Yellow");
  expect(labels(scoresOf([89.99999999, 100], {}))).toBe("Red");
});
