import { expect, it } from "vitest";
import type { EndedGoal, ScoredAssessment } from "../../reading/readings.ts";
import { scoredOf, SEPTEMBER, trackRecordOf } from "../../testing/readings.ts";
import { trackRecordView } from "./view-model.ts";

/** Goals with a chance of 10 % that missed, and one in four with 90 % that was reached. */
function outcomes(count: number, fields: Partial<ScoredAssessment> = {}): readonly ScoredAssessment[] {
  return Array.from({ length: count }, (_, index) => {
    const hit = index % 4 === 3;
    return scoredOf({ goal: `g${index}`, chance: hit ? 0.9 : 0.1, hit, ruleHitRate: 0.25, ...fields });
  });
}

it("few outcomes are too few to say, none says so, and backtests are marked", () => {
  expect(trackRecordView(trackRecordOf(), SEPTEMBER).headline).toContain("No goal has both");
  const view = trackRecordView(trackRecordOf({ scored: outcomes(29) }), SEPTEMBER);
  expect(view.headline).toBe(
    "Too few to say: 29 goals with a chance and an outcome so far, and it takes 30.",
  );
  expect(view.horizons[0]).toMatchObject({ name: "September, 3 months left" });
  expect(view.horizons[0]?.cells.map(({ figure }) => figure)).toEqual([
    "29",
    "too few to say",
    "–",
    "–",
    "–",
    "–",
  ]);
  expect([view.facts, view.lines, view.bins, view.binsByHorizon]).toEqual([[], [], [], []]);
  expect(view.coverage).toContain("Too few to say");
  expect(view.marks[0]).toContain("theta, version 1. All of them are backtests");
});

it("many assessments of few goals are few outcomes", () => {
  const scored = Array.from({ length: 12 }, (_, month) =>
    outcomes(29, { period: `2013-${String(month + 1).padStart(2, "0")}`, periodsLeft: 11 - month }),
  ).flat();
  expect(trackRecordView(trackRecordOf({ scored }), SEPTEMBER).headline).toContain(
    "Too few to say: 29 goals",
  );
});

it("enough outcomes compare the chance with every other way, in one sentence and row by row", () => {
  const view = trackRecordView(trackRecordOf({ scored: outcomes(40) }), SEPTEMBER);
  // Chance .1² = .01; red as 0 is wrong for 10 of 40: .25; red as 25 %: .25²·.75 + .75²·.25 = .1875, as the base rate.
  expect(view.headline).toBe(
    "The chances were 96\u00a0% less wrong than red and green, 95\u00a0% less wrong than red and green read as a chance, and 96\u00a0% less wrong than linear pace.",
  );
  expect(view.horizons[0]?.cells).toEqual([
    { figure: "40", beside: null },
    { figure: "0.010", beside: null },
    { figure: "0.250", beside: "ratio 0.04" },
    { figure: "0.188", beside: "ratio 0.05" },
    { figure: "0.250", beside: "ratio 0.04" },
    { figure: "0.188", beside: "ratio 0.05" },
  ]);
  expect(view.lines.map(({ name }) => name)).toContain("linear pace");
  expect(view.binsByHorizon).toMatchObject([{ name: "September, 3 months left" }]);
});

it("a way that could be asked about some only says of how many, and of too few goals says nothing", () => {
  const some = (unknown: number): string => {
    const scored = outcomes(40).map((one, index) =>
      index < unknown ? { ...one, pace: "unknown" as const } : one,
    );
    const cell = trackRecordView(trackRecordOf({ scored }), SEPTEMBER).horizons[0]?.cells[4];
    return `${cell?.figure} ${cell?.beside}`;
  };
  expect(some(8)).toMatch(/^0\.250 ratio 0\.04 of 32$/);
  expect(some(11)).toBe("too few to say null");
});

it("intervals say how often the end lay within, and what that means", () => {
  const covered = (within: number): string | null => {
    const scored = outcomes(100).map((one, index) => ({
      ...one,
      within80: index < within,
      within95: index < within + 15,
    }));
    return trackRecordView(trackRecordOf({ scored }), SEPTEMBER).coverage;
  };
  expect(covered(80)).toBe(
    "The end lay in the 80\u00a0% interval 80\u00a0% of the time and in the 95\u00a0% interval 95\u00a0%, in 100 assessments of 100 goals. That is what they promise.",
  );
  expect(covered(70)).toContain("too narrow");
  expect(covered(85)).toContain("wider than they need be");
});

it("how early is said with counts, and below 30 goals not at all", () => {
  const ended = (count: number): readonly EndedGoal[] =>
    Array.from({ length: count }, (_, index) => ({
      goal: `g${index}`,
      hit: index % 10 === 0,
      alerts: 1,
      first: { period: "2013-05", lead: index % 2 === 0 ? 8 : 7 },
      kind: "annual_goal",
      owner: "Kim",
      model: { name: "theta", version: "7" },
    }));
  const figures = (count: number, undecided = 0): readonly (readonly string[])[] =>
    trackRecordView(trackRecordOf({ ended: ended(count), undecided }), SEPTEMBER).early.map(
      ({ figure, words }) => [figure, words],
    );
  expect(figures(40)).toEqual([
    ["90\u00a0%", "of the 40 goals that were alerted did miss (precision); of all 40 goals 90\u00a0% did"],
    ["100\u00a0%", "of the 36 misses were alerted before their due period (recall)"],
    ["7 months", "from the first alert to the due period, in the median of the 36 misses that were alerted"],
  ]);
  expect(figures(33).map(([figure]) => figure)).toEqual(["88\u00a0%", "too few to say", "too few to say"]);
  expect(figures(0)).toEqual([]);
  const waiting = [
    "not decided yet",
    "whether 7 goals that ended were alerted: alerts wait until the whole past is assessed",
  ];
  expect(figures(0, 7)).toEqual([waiting]);
  expect(figures(40, 7)).toEqual([...figures(40), waiting]);
});
