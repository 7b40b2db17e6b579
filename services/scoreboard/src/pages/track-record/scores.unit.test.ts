import { expect, it } from "vitest";
import { scoredOf, SEPTEMBER } from "../../testing/readings.ts";
import { compare, mostWrong, reliability, wilson } from "./scores.ts";
import { trackRecordView } from "./view-model.ts";

it("Brier scores of chance, red/green and red/green as a chance, on the same assessments", () => {
  const scored = [
    scoredOf({ chance: 0.2, hit: false, ruleStatus: "off_track", ruleHitRate: 0.1 }),
    scoredOf({ goal: "b-2013", chance: 0.6, hit: true, ruleStatus: "off_track", ruleHitRate: 0.1 }),
    scoredOf({ goal: "c-2013", chance: 0.5, hit: true, ruleStatus: "unknown", ruleHitRate: null }),
  ];
  const result = compare(scored);
  expect(result?.count).toBe(2);
  expect(result?.chance).toBeCloseTo((0.2 ** 2 + 0.4 ** 2) / 2, 12);
  expect(result?.hard).toBeCloseTo((0 + 1) / 2, 12);
  expect(result?.calibrated).toBeCloseTo((0.1 ** 2 + 0.9 ** 2) / 2, 12);
  expect(compare([])).toBeNull();
});

it("Wilson's 90 % interval of 7 in 10 is 0.4417 to 0.8731, worked by his formula", () => {
  const { low, high } = wilson(0.7, 10);
  expect(low).toBeCloseTo(0.4417, 4);
  expect(high).toBeCloseTo(0.8731, 4);
});

it("a chance of 1 falls into the last tenth", () => {
  expect(reliability([scoredOf({ chance: 1, hit: true })])[0]).toMatchObject({
    from: 0.9,
    to: 1,
    count: 1,
    came: 1,
  });
});

it("each goal stands once among the most wrong, by its worst assessment", () => {
  const wrong = mostWrong(
    [scoredOf({ chance: 0.9 }), scoredOf({ chance: 0.97 }), scoredOf({ goal: "b", chance: 0.5 })],
    5,
  );
  expect(wrong.map(({ goal, chance }) => [goal, chance])).toEqual([
    ["a-2013", 0.97],
    ["b", 0.5],
  ]);
});

it("few outcomes are too few to say, none says so, and backtests are marked", () => {
  expect(trackRecordView([], SEPTEMBER).headline).toContain("No goal has both");
  const view = trackRecordView([scoredOf()], SEPTEMBER);
  expect(view.headline).toBe("Too few to say: 1 assessment with an outcome so far.");
  expect(view.months[0]?.cells[1]).toBe("too few to say");
  expect(view.marks).toContain("backtests");
});

it("enough outcomes compare the three ways in one sentence", () => {
  const scored = Array.from({ length: 40 }, (_, index) =>
    scoredOf({ goal: `g${index}`, chance: index < 30 ? 0.1 : 0.9, hit: index >= 30, ruleHitRate: 0.25 }),
  );
  expect(trackRecordView(scored, SEPTEMBER).headline).toMatch(
    /96\u00a0% less wrong than red and green, and 9\d\u00a0% less wrong/,
  );
});
