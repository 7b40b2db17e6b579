import type { OptionsWeighedData } from "@milepost/contracts";
import { CHANCE_WEIGHTS, MODEL_VERSION } from "@milepost/forecast";
import { expect, test } from "vitest";
import { assessmentOf } from "../assessment-of.ts";
import { measuredBy, reading, steady } from "../goal-case.fixture.ts";
import { goalCase } from "../goal-case.ts";
import type { GoalCase } from "../goal-case.ts";
import { reachedGoal } from "../reach.ts";
import { createLedger } from "../ledger.ts";
import type { KnownAssessment, KnownLesson } from "../ledger.ts";
import { learn } from "../learning.ts";
import type { Learned } from "../learning.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable, periodsLeft, withWindow } from "../measured-goal.ts";
import type { KnownReport } from "../reviews/review-state.ts";
import type { Reading } from "../series-reading.ts";
import { reportedFor } from "./option-steps.ts";
import { weighingMark } from "./weigh-options.ts";
import { weighedAtOnce } from "./weighed-at-once.fixture.ts";

const NOW = Date.parse("2026-07-01T00:00:00Z");
const CLEAR_ABOVE = 0.65;
const ledger = createLedger();

const { due } = CHANCE_WEIGHTS.groups;
const steeper = { ...due, forecast: [1.4, 1.4] as const };
/** What the deployment's own series taught. */
const LESSON = {
  id: "lesson",
  grain: "month",
  period: "2026-06",
  modelVersion: MODEL_VERSION,
  asOf: NOW,
  offset: 0,
  weights: { version: "taught", groups: { due: steeper, total: steeper, any: steeper, band: steeper } },
  intervals: { reach80: 3, reach95: 5 },
} as unknown as KnownLesson;

/** Lessons as a deployment draws them from earlier goals. */
function learnedFor(measured: MeasuredGoal, index: number): Learned {
  const nothing = learn(ledger, {
    asOf: NOW,
    periodsLeft: periodsLeft(measured, index),
    grain: "month",
    below: 0,
  });
  const coefficients = { simulation: 0.8, status_now: 0.3, previous_outcome: 0, headroom: 0 };
  return { ...nothing, calibration: { intercept: -0.1, coefficients } as never, lesson: LESSON };
}

function assessed(measured: MeasuredGoal, known: Reading): KnownAssessment & { pHit: number } {
  const index = lastKnowable(measured, NOW);
  const made = assessmentOf({
    goalCase: goalCase(measured, index, known),
    learned: learnedFor(measured, index),
    asOf: NOW,
    backtest: false,
    position: {},
  });
  const { pHit, fan: _, ...rest } = made;
  return { ...rest, pHit: pHit ?? Number.NaN, id: "assessment-1", asOf: NOW, grain: "month", offset: 0 };
}

function weighed(
  measured: MeasuredGoal,
  known: Reading,
  clearAbove: number = CLEAR_ABOVE,
): OptionsWeighedData {
  const basis = { goalCase: goalCase(measured, lastKnowable(measured, NOW), known), asOf: NOW, learnedFor };
  return weighedAtOnce({
    alert: { alert: "g-2026-06" },
    step: 1,
    at: NOW,
    assessment: assessed(measured, known),
    basis,
    reading: known,
    planAt: { goals: [] },
    ledger,
    clearAbove,
    external: [],
  });
}

type Kind = OptionsWeighedData["options"][number]["kind"];
function ofKind<K extends Kind>(
  data: OptionsWeighedData,
  kind: K,
): readonly Extract<OptionsWeighedData["options"][number], { kind: K }>[] {
  return data.options.filter((one): one is Extract<typeof one, { kind: K }> => one.kind === kind);
}

const behind = measuredBy({ to: 130, evaluation: "cumulative" });
const known = reading(steady(30));

test("the same inputs give the same bytes", () => {
  expect(JSON.stringify(weighed(behind, known))).toBe(JSON.stringify(weighed(behind, known)));
});

test("a target that is offered has, once it stands in the plan, the chance that was promised", () => {
  const [target] = ofKind(weighed(behind, known), "target");
  expect(target).toMatchObject({ line: `goals.g.measure.to: ${target?.value}` });
  const changed = measuredBy({ to: target?.value, evaluation: "cumulative" });
  expect(assessed(changed, known).pHit).toBe(target?.pHit);
  expect(target?.pHit).toBeGreaterThan(CLEAR_ABOVE);
  expect(target?.change).toBeCloseTo((target?.pHit ?? 0) - assessed(behind, known).pHit, 6);
});

test("it is the hardest one that keeps the promise: one unit of the last decimal harder does not", () => {
  // No season of twelve months tells what comes.
  const restless = reading(Array.from({ length: 30 }, (_, month) => 9 + ((month * 5) % 7) / 3));
  for (const direction of ["increase", "decrease"] as const) {
    const easier = direction === "increase" ? -1 : 1;
    const kpi = { direction, decimals: 1, behaviour: "stock" };
    const from = 10 + easier * 3;
    const chanceAt = (to: number): number => assessed(measuredBy({ from, to }, { kpi }), restless).pHit;
    for (const to of [11.4, 11.9, 12.2, 12.6, 13].map((far) => 10 - easier * (far - 10))) {
      const [target] = ofKind(weighed(measuredBy({ from, to }, { kpi }), restless), "target");
      const value = target?.value ?? Number.NaN;
      expect(value).toBe(Number(value.toFixed(1)));
      expect(chanceAt(value)).toBeGreaterThan(CLEAR_ABOVE);
      expect(chanceAt(Number((value - easier * 0.1).toFixed(1)))).toBeLessThanOrEqual(CLEAR_ABOVE);
    }
  }
});

test("the earliest later date that helps comes first, with about the chance that the plan then gives", () => {
  const dates = ofKind(weighed(behind, known), "date");
  expect(dates.map(({ duePeriod }) => duePeriod)).toEqual(["2027-02", "2027-03", "2027-04"]);
  expect(dates[0]).toMatchObject({
    dueOn: "2027-02-28",
    line: "goals.g.window: { from: 2026-01-01, to: 2027-02-28 }",
  });
  for (const { dueOn, pHit } of dates) {
    const later = withWindow(behind, { from: "2026-01-01", to: dueOn });
    expect(assessed(later, known).pHit).toBeCloseTo(pHit, 1);
    expect(pHit).toBeGreaterThan(CLEAR_ABOVE);
  }
});

test("what makes the chance better by less than five points is no help, whatever it comes above", () => {
  const { pHit } = assessed(behind, known);
  // A hair above the chance as it stands, what barely helps would do.
  const data = weighed(behind, known, pHit + 0.001);
  const offered = [...ofKind(data, "date"), ...ofKind(data, "target")];
  expect(offered.map(({ kind }) => kind)).toEqual(["date", "date", "date", "target"]);
  expect(offered.filter(({ change }) => change < 0.05)).toEqual([]);
  const safe = measuredBy({ to: 100, evaluation: "cumulative" });
  const good = weighed(safe, known, 0.9);
  expect(good.pHit).toBeGreaterThan(0.95);
  expect(good.options.map(({ kind }) => kind)).toEqual(["pace"]);
  expect(good.none.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["date", "gains_little"],
    ["target", "gains_little"],
  ]);
});

test("where no later date helps, it says up to when was tried; a year's figure has none at all", () => {
  const never = measuredBy({ from: 10, to: 30 }, { kpi: { behaviour: "stock" } });
  expect(weighed(never, known)).toMatchObject({
    none: [{ kind: "date", reason: "none_helps", triedTo: "2027-12-31" }],
  });
  const year = { kpi: { behaviour: "running", restarts: "year" } };
  const planned = measuredBy({ trajectory: { planned: "latest" } }, year);
  const values = reading(
    Array.from({ length: 30 }, (_, month) => ((month % 12) + 1) * 10 + ((month * 7) % 3)),
    { "2026-06": 130, "2025-12": 118 },
  );
  const data = weighed(planned, values);
  expect(data.none).toEqual([{ kind: "date", reason: "starts_again", triedTo: null }]);
  const [target] = ofKind(data, "target");
  expect(target?.line).toBe(`planned value of k for 2026-12: ${target?.value}`);
  const published = reading(
    Array.from({ length: 30 }, (_, month) => ((month % 12) + 1) * 10 + ((month * 7) % 3)),
    { "2026-06": 130, "2025-12": 118, "2026-12": target?.value ?? 0 },
  );
  expect(assessed(planned, published).pHit).toBe(target?.pHit);
});

test("what must lie in a range has no easier target on one side and no pace to bring, and shares of periods have", () => {
  const range = measuredBy({ range: { lower: 13, upper: 14 } }, { kpi: { behaviour: "stock" } });
  expect(weighed(range, known).none).toContainEqual({ kind: "target", reason: "two_sided", triedTo: null });
  expect(weighed(range, known).options.map(({ kind }) => kind)).not.toContain("pace");
  const kept = measuredBy(
    { to: 10.5, evaluation: "control", successRatio: 0.9 },
    { kpi: { behaviour: "stock" } },
  );
  const [target] = ofKind(weighed(kept, known), "target");
  expect(target?.value).toBeLessThan(0.9);
  expect(target?.line).toBe(`goals.g.measure.successRatio: ${target?.value}`);
});

test("of the goals below, the one that adds most to the risk comes first; unknown chances stand last", () => {
  const child = (id: string, weight: number): MeasuredGoal => ({
    ...behind,
    id,
    goal: { ...behind.goal, parent: "g", weight },
  });
  const children = [child("light", 1), child("unknown", 9), child("heavy", 3), { ...behind, id: "stranger" }];
  const chances = new Map([
    ["light", 0.1],
    ["heavy", 0.5],
    ["stranger", 0],
  ]);
  const newest = (goal: string): KnownAssessment | undefined => {
    const pHit = chances.get(goal);
    return pHit === undefined
      ? undefined
      : { ...assessed(behind, known), id: `${goal}-1`, goal, pHit, expectedEnd: 120, target: 130 };
  };
  const basis = { goalCase: goalCase(behind, 5, known), asOf: NOW, learnedFor };
  const weighed = (goals: typeof children): OptionsWeighedData =>
    weighedAtOnce({
      alert: { alert: "g-2026-06" },
      step: 1,
      at: NOW,
      assessment: assessed(behind, known),
      basis,
      reading: known,
      planAt: { goals },
      ledger: { newest },
      clearAbove: CLEAR_ABOVE,
      external: [],
    });
  const heavy = { goal: "heavy", weight: 3, pHit: 0.5, gap: -10, assessment: "heavy-1" };
  const light = { goal: "light", weight: 1, pHit: 0.1, gap: -10, assessment: "light-1" };
  const allKnown = children.filter(({ id }) => id !== "unknown");
  expect(ofKind(weighed(allKnown), "child")).toMatchObject([
    { ...heavy, share: 0.625 },
    { ...light, share: 0.375 },
  ]);
  // What one adds whose chance is unknown may be most of it: then no part of the whole is known.
  expect(ofKind(weighed(children), "child")).toMatchObject([
    { ...heavy, share: null },
    { ...light, share: null },
    { goal: "unknown", weight: 9, pHit: null, gap: null, share: null, assessment: null },
  ]);
  // Nor does a private one show in what the others add.
  const secret = child("unknown", 9);
  const hidden = { ...secret, goal: { ...secret.goal, private: true } };
  expect(weighed([...allKnown, hidden]).options).toEqual(weighed(allKnown).options);
});

test("an alert that is about a share of the way is told what brings that share back", () => {
  const index = lastKnowable(behind, NOW);
  const aspired = (measured: MeasuredGoal): { pHit: number; of: GoalCase } => {
    const of = goalCase(reachedGoal(measured, 0.95) as MeasuredGoal, index, known);
    const own = goalCase(measured, index, known);
    const learned = learnedFor(measured, index);
    const reach = { share: 0.95, goalCase: of };
    const made = assessmentOf({ goalCase: own, reach, learned, asOf: NOW, backtest: false, position: {} });
    return { pHit: made.reach?.pHit ?? Number.NaN, of };
  };
  const { pHit, of } = aspired(behind);
  const basis = {
    goalCase: goalCase(behind, index, known),
    reach: { share: 0.95, goalCase: of },
    asOf: NOW,
    learnedFor,
  };
  const data = weighedAtOnce({
    alert: { alert: "g-2026-06" },
    step: 1,
    at: NOW,
    assessment: { ...assessed(behind, known), pHit },
    basis,
    reading: known,
    planAt: { goals: [] },
    ledger,
    clearAbove: CLEAR_ABOVE,
    external: [],
  });
  const [target] = ofKind(data, "target");
  expect(target?.value).toBeGreaterThan(ofKind(weighed(behind, known), "target")[0]?.value ?? 0);
  expect(aspired(measuredBy({ to: target?.value, evaluation: "cumulative" })).pHit).toBe(target?.pHit);
});

test("what was reported for a goal in its window is evidence of its options, and makes them other ones", () => {
  const report = (id: string, takenAt: string, matched: readonly string[]): KnownReport => ({
    report: id,
    kind: "competitor-launch",
    title: "A rival launched",
    matched: [...matched],
    happenedAt: 0,
    takenAt: Date.parse(takenAt),
    offset: 0,
  });
  const reports = [
    report("before", "2025-12-31T23:59:00Z", ["g"]),
    report("of-others", "2026-05-01T00:00:00Z", ["h"]),
    report("launch", "2026-05-01T00:00:00Z", ["h", "g"]),
  ];
  const external = reportedFor(behind, reports);
  expect(external).toEqual(["launch"]);
  const assessment = { id: "assessment-1" };
  const marks = [[], external].map((of) =>
    weighingMark({ step: 1, at: 0, assessment, clearAbove: CLEAR_ABOVE, external: of }),
  );
  expect(new Set(marks).size).toBe(2);
});
