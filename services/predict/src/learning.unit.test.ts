import type {
  AssessmentMadeData,
  ForecasterLearnedData,
  GoalClosedData,
  MilepostEvent,
} from "@milepost/contracts";
import { calibrateChance, MODEL_VERSION } from "@milepost/forecast";
import type { Calibration } from "@milepost/forecast";
import { expect, test } from "vitest";
import { learn } from "./learning.ts";
import type { LearningFrom } from "./learning.ts";
import { createLedger } from "./ledger.ts";
import type { KnownLesson, Ledger } from "./ledger.ts";

const at = (text: string): number => Date.parse(text);
const from: LearningFrom = { asOf: at("2014-10-01T00:00:00Z"), periodsLeft: 3, grain: "month", below: 1_000 };

function ledgerOf(events: readonly { type: MilepostEvent["type"]; data: object }[]): Ledger {
  const ledger = createLedger();
  ledger.take(
    events.map(({ type, data }, offset) => {
      const event = {
        specversion: "1.0",
        id: `e${offset}`,
        source: "//test",
        time: "",
        type,
        data,
      } as MilepostEvent;
      const place = { topic: "assessments", partition: 0, offset } as const;
      return {
        event,
        record: { ...place, key: "", value: event, text: "" },
      };
    }),
  );
  return ledger;
}

const made = (
  goal: string,
  more: Partial<AssessmentMadeData> = {},
): Parameters<typeof ledgerOf>[0][number] => ({
  type: "milepost.assessment.made.v1",
  data: {
    goal,
    asOf: "2013-10-01T00:00:00Z",
    period: "2013-09",
    periodsLeft: 3,
    features: { simulation: 0 },
    spread: 2,
    expectedEnd: 10,
    rule: { id: "red-green", version: "1", status: "on_track", hitRate: null },
    modelVersion: MODEL_VERSION,
    ...more,
  },
});
const closed = (
  goal: string,
  outcome: GoalClosedData["outcome"],
  asOf = "2014-01-01T00:00:00Z",
): ReturnType<typeof made> => ({
  type: "milepost.goal.closed.v1",
  data: { goal, outcome, asOf, actual: 12, target: 11, inputsPosition: {} },
});

test("learns from goals that were closed by the as-of moment", () => {
  const ledger = ledgerOf([
    made("a"),
    closed("a", "hit"),
    made("b"),
    closed("b", "miss", "2014-10-02T00:00:00Z"),
  ]);
  expect(learn(ledger, from)).toMatchObject({ outcomes: 1, hits: 1 });
  expect(learn(ledger, { ...from, asOf: at("2014-11-01T00:00:00Z") }).outcomes).toBe(2);
});

test("learns only at the same number of periods left, so that months filled in later change nothing", () => {
  const ledger = ledgerOf([made("a"), made("a", { periodsLeft: 4, period: "2013-08" }), closed("a", "hit")]);
  expect(learn(ledger, from).outcomes).toBe(1);
  expect(learn(ledger, { ...from, periodsLeft: 5 }).outcomes).toBe(0);
  expect(learn(ledger, { ...from, grain: "week" }).outcomes).toBe(0);
});

test("learns only from what stands below its position", () => {
  const ledger = ledgerOf([made("a"), closed("a", "hit"), made("b"), closed("b", "hit")]);
  expect(learn(ledger, { ...from, below: 3 }).outcomes).toBe(1);
});

test("a goal that was closed again counts by its newest outcome known then", () => {
  const ledger = ledgerOf([made("a"), closed("a", "hit"), closed("a", "miss", "2014-06-01T00:00:00Z")]);
  expect(learn(ledger, from)).toMatchObject({ outcomes: 1, hits: 0 });
  expect(learn(ledger, { ...from, asOf: at("2014-03-01T00:00:00Z") })).toMatchObject({
    outcomes: 1,
    hits: 1,
  });
});

test("unscored goals and other models' assessments teach nothing", () => {
  const ledger = ledgerOf([
    made("a"),
    closed("a", "unscored"),
    made("b", { modelVersion: "0" }),
    closed("b", "hit"),
  ]);
  expect(learn(ledger, from).outcomes).toBe(0);
});

test("the rule's chance is the share of earlier goals with its status that hit; unknown without any", () => {
  const ledger = ledgerOf([made("a"), closed("a", "hit"), made("b"), closed("b", "miss")]);
  const learned = learn(ledger, from);
  expect(learned.hitRateOf("on_track")).toBe(0.5);
  expect(learned.hitRateOf("off_track")).toBeNull();
  expect(learned.hitRateOf("unknown")).toBeNull();
});

const VIEWS: NonNullable<AssessmentMadeData["views"]> = {
  group: "due",
  ofMissing: false,
  known: 40,
  ambition: 0,
  lean: 0,
  reach80: 2,
  forecast: 0.8,
  theta: 0.8,
  precedent: 0.8,
  walk: 0.8,
};
const weightsOf = (forecast: number): KnownLesson["weights"]["groups"]["due"] => ({
  constant: [0, 0],
  ambition: [0, 0],
  lean: [0, 0],
  forecast: [forecast, forecast],
  theta: [0, 0],
  precedent: [0, 0],
  walk: [0, 0],
});

function lesson(more: Partial<ForecasterLearnedData>): ReturnType<typeof made> {
  const due = weightsOf(2);
  const weights = { version: "test", groups: { due, total: due, any: due, band: due } };
  const data = {
    grain: "month",
    asOf: "2014-09-01T00:00:00Z",
    period: "2014-08",
    modelVersion: MODEL_VERSION,
  };
  const intervals = { reach80: 4, reach95: 8 };
  return { type: "milepost.forecaster.learned.v1", data: { ...data, weights, intervals, ...more } };
}

test("the newest lesson of the grain and of this model that could be known then counts", () => {
  const ledger = ledgerOf([
    lesson({ asOf: "2014-08-01T00:00:00Z" }),
    lesson({}),
    lesson({ grain: "week" }),
    lesson({ modelVersion: "0" }),
    lesson({ asOf: "2014-10-02T00:00:00Z" }),
  ]);
  expect(learn(ledger, from).lesson?.id).toBe("e1");
  expect(learn(ledger, { ...from, asOf: at("2014-08-31T00:00:00Z") }).lesson?.id).toBe("e0");
  expect(learn(ledger, { ...from, below: 1 }).lesson?.id).toBe("e0");
  expect(learn(ledger, { ...from, asOf: at("2014-07-31T00:00:00Z") }).lesson).toBeNull();
});

test("an earlier chance is calibrated as it would be by the lesson's weights, an earlier error by its intervals", () => {
  // Chances of .8 were right eight times in ten; by weights of 2 each would have been .94.
  const outcomes = Array.from({ length: 200 }, (_, at) => [
    made(`g${at}`, { views: VIEWS, features: { simulation: Math.log(4) } }),
    closed(`g${at}`, at % 10 < 8 ? "hit" : "miss"),
  ]).flat();
  const slopeOf = (events: Parameters<typeof ledgerOf>[0]): number => {
    const { calibration } = learn(ledgerOf(events), from);
    return calibrateChance({ simulation: Math.log(16) }, calibration as Calibration);
  };
  expect(slopeOf([...outcomes, lesson({})])).toBeCloseTo(0.8, 1);
  expect(slopeOf([...outcomes, lesson({ intervals: { reach80: 1, reach95: 2 } })])).toBeCloseTo(0.8, 1);
  const wideningOf = (reach80: number): number | undefined =>
    learn(ledgerOf([...outcomes, lesson({ intervals: { reach80, reach95: 8 } })]), from).conformal?.factors[0]
      ?.factor80;
  expect(wideningOf(0.5)).toBeGreaterThan(wideningOf(4) ?? Number.POSITIVE_INFINITY);
});

test("a goal that goes on in another window teaches by the one that ended, and each outcome goes with what was said in its own window", () => {
  const [begun, over] = ["2014-07-01T00:00:00Z", "2014-09-01T00:00:00Z"];
  const [first, goesOn] = [
    made("a", { expectedEnd: 10 }),
    made("a", { expectedEnd: 2, asOf: begun, period: "2014-06" }),
  ];
  const open = ledgerOf([first, closed("a", "hit"), goesOn]);
  const alone = ledgerOf([first, closed("a", "hit")]);
  expect(learn(open, from).conformal).toEqual(learn(alone, from).conformal);
  expect(learn(open, from)).toMatchObject({ outcomes: 1, hits: 1 });
  const ended = ledgerOf([first, closed("a", "hit"), goesOn, closed("a", "miss", over)]);
  expect(learn(ended, from)).toMatchObject({ outcomes: 1, hits: 0 });
  const shorter = [first, closed("a", "hit"), made("a", { periodsLeft: 1, asOf: begun, period: "2014-06" })];
  // At this horizon nothing was said in the window that ended last.
  expect(learn(ledgerOf([...shorter, closed("a", "miss", over)]), from).outcomes).toBe(0);
});
