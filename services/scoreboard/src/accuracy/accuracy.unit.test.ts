import { expect, it } from "vitest";
import type { EndedGoal } from "../reading/readings.ts";
import { scoredOf, trackRecordOf } from "../testing/readings.ts";
import { horizonsOf } from "./horizons.ts";
import { howEarly } from "./how-early.ts";
import { judgedOf } from "./judged.ts";
import { reliability, wilson } from "./reliability.ts";
import { coverageOf, mostWrong, scoresOf } from "./scores.ts";

it("each way of telling is compared with the chance on the assessments where it says something", () => {
  const scores = scoresOf([
    scoredOf({ chance: 0.2, hit: false, ruleStatus: "off_track", ruleHitRate: 0.1, pace: "on_pace" }),
    scoredOf({
      goal: "b",
      chance: 0.6,
      hit: true,
      ruleStatus: "off_track",
      ruleHitRate: 0.1,
      pace: "unknown",
    }),
    scoredOf({
      goal: "b",
      chance: 0.5,
      hit: true,
      ruleStatus: "unknown",
      ruleHitRate: null,
      pace: "on_pace",
    }),
    scoredOf({
      goal: "c",
      chance: 0.9,
      hit: true,
      ruleStatus: "on_track",
      ruleHitRate: null,
      pace: "behind",
    }),
  ]);
  // Errors of the chances: .2² = .04, .4² = .16, .5² = .25, .1² = .01.
  expect(scores?.count).toBe(4);
  expect(scores?.goals).toBe(3);
  expect(scores?.chance).toBeCloseTo(0.46 / 4, 12);
  expect(scores?.reached).toBe(0.75);
  const { hard, calibrated, pace, baseRate } = scores?.ways ?? {};
  expect([hard?.count, hard?.goals]).toEqual([3, 3]);
  expect(hard?.brier).toBeCloseTo(1 / 3, 12);
  expect(hard?.chance).toBeCloseTo(0.21 / 3, 12);
  expect([calibrated?.count, calibrated?.goals]).toEqual([2, 2]);
  expect(calibrated?.brier).toBeCloseTo((0.01 + 0.81) / 2, 12);
  expect(calibrated?.chance).toBeCloseTo(0.1, 12);
  expect(pace?.count).toBe(3);
  expect(pace?.brier).toBeCloseTo(2 / 3, 12);
  expect(pace?.chance).toBeCloseTo(0.3 / 3, 12);
  expect(baseRate?.brier).toBeCloseTo(0.75 * 0.25, 12);
  expect(baseRate?.chance).toBe(scores?.chance);
});

it("nothing to judge is null, and a way that said nothing is null, never a score of 0", () => {
  expect(scoresOf([])).toBeNull();
  expect(coverageOf([scoredOf({ within80: null, within95: null })])).toBeNull();
  const silent = scoresOf([scoredOf({ ruleStatus: "unknown", ruleHitRate: null, pace: "unknown" })]);
  expect(silent?.ways).toMatchObject({ hard: null, calibrated: null, pace: null });
});

it("intervals are covered by the share of known ends that lay within", () => {
  const told = [
    scoredOf(),
    scoredOf({ goal: "b", within80: false }),
    scoredOf({ goal: "c", within80: false, within95: false }),
    scoredOf({ goal: "d", within80: null, within95: null }),
  ];
  expect(coverageOf(told)).toEqual({ count: 3, goals: 3, within80: 1 / 3, within95: 2 / 3 });
});

it("a horizon is so many periods before the due one, of one grain; it has a month's name where all share it", () => {
  const horizons = horizonsOf([
    scoredOf({ period: "2013-12", periodsLeft: 0 }),
    scoredOf({ period: "2013-09", periodsLeft: 3 }),
    scoredOf({ period: "2012-09", periodsLeft: 3 }),
    scoredOf({ period: "2013-03", periodsLeft: 9 }),
    scoredOf({ period: "2013-06", periodsLeft: 9 }),
    scoredOf({ period: "2013-W36", periodsLeft: 3 }),
  ]);
  const said = horizons.map(({ grain, periodsLeft, month, scored }) => [
    grain,
    periodsLeft,
    month,
    scored.length,
  ]);
  expect(said).toEqual([
    ["week", 3, null, 1],
    ["month", 9, null, 2],
    ["month", 3, "09", 2],
    ["month", 0, "12", 1],
  ]);
});

it("how early: precision by goals alerted, recall by misses, and the median lead of the misses that were alerted", () => {
  const ended = [
    endedOf("a", false, 6),
    endedOf("b", false, 3),
    endedOf("c", false, null),
    endedOf("d", true, 4),
    endedOf("e", true, null),
    endedOf("f", false, 10),
    endedOf("g", false, 4),
  ];
  expect(howEarly(ended)).toEqual({
    precision: { goals: 5, share: 4 / 5 },
    recall: { goals: 5, share: 4 / 5 },
    lead: { goals: 4, median: 5, grain: "month" },
  });
  expect(howEarly([])).toEqual({ precision: null, recall: null, lead: null });
});

it("leads in weeks and in months share no unit", () => {
  const week: EndedGoal = { ...endedOf("w", false, 1), first: { period: "2013-W36", lead: 1 } };
  expect(howEarly([endedOf("a", false, 2), week]).lead).toEqual({ goals: 2, median: 1.5, grain: null });
});

it("only the model in use is judged, and the others are counted", () => {
  const old = { name: "theta", version: "0" };
  const record = trackRecordOf({ scored: [scoredOf(), scoredOf({ model: old }), scoredOf({ model: old })] });
  expect(judgedOf(record)).toMatchObject({ scored: [record.scored[0]], others: [{ ...old, count: 2 }] });
  const silent = { ...record.inUse, model: null };
  expect(judgedOf({ ...record, inUse: silent }).scored).toEqual([]);
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

function endedOf(goal: string, hit: boolean, lead: number | null): EndedGoal {
  return {
    goal,
    hit,
    alerts: lead === null ? 0 : 1,
    first: lead === null ? null : { period: "2013-02", lead },
    kind: "annual_goal",
    owner: "Kim",
    model: { name: "theta", version: "7" },
  };
}
