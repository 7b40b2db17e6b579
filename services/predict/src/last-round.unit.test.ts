import { goalSchema, kpiSchema } from "@milepost/contracts";
import type { MilepostEvent, Position } from "@milepost/contracts";
import { MODEL_VERSION } from "@milepost/forecast";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { sinceLastRound } from "./last-round.ts";
import type { LastRound } from "./last-round.ts";
import { createLedger } from "./ledger.ts";
import { measuredGoals } from "./measured-goal.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { lookedAt } from "./stale.ts";
import type { Change } from "./stale.ts";

const NOW = Date.parse("2026-07-02T00:00:00Z");
const COVERED = { "observations/0": 10, "strategy/0": 5, "assessments/0": 1 };
/** Goal "g" measures the figure to date of "k"; its sixth month is the last complete one. */
const TASK = { goal: "g", index: 5 };
const LAST: LastRound = { covered: COVERED, taught: 0, ahead: new Map() };

const [measured] = measuredGoals(plan()) as [MeasuredGoal];

function plan(more: { kpi?: object; measure?: object } = {}): PlanState {
  const kpi = {
    name: "K",
    unit: "count",
    behaviour: "flow",
    grain: "month",
    direction: "increase",
    ...more.kpi,
  };
  const toDate = { ...kpi, behaviour: "running", restarts: "year", runningOf: "k" };
  const measure = { kpi: "k-ytd", to: 10, ...more.measure };
  const goal = { kind: "annual_goal", title: "G", owner: "p", window: 2026, measure };
  const defined = <Definition>(id: string, definition: Definition): [string, Defined<Definition>] => [
    id,
    {
      id,
      definition,
      effectiveFrom: "2026-01-01",
      recordedAt: "2026-01-01T00:00:00Z",
      managedBy: "file",
      version: 1,
    },
  ];
  return {
    ...emptyPlan,
    kpis: new Map([defined("k", kpiSchema.parse(kpi)), defined("k-ytd", kpiSchema.parse(toDate))]),
    goals: new Map([defined("g", goalSchema.parse(goal))]),
  };
}

function isAssessed(
  changes: readonly Partial<Change>[],
  more: Partial<LastRound> = {},
  [of]: readonly MeasuredGoal[] = [measured],
): boolean {
  const ledger = createLedger();
  const data = { goal: "g", asOf: "2026-07-01T00:00:00Z", period: "2026-06", modelVersion: MODEL_VERSION };
  const event = { type: "milepost.assessment.made.v1", id: "a", data } as unknown as MilepostEvent;
  const record = { topic: "assessments", partition: 0, offset: 0, key: "g", value: event, text: "" } as const;
  ledger.take([{ event, record }]);
  const goals = of === undefined ? [] : [of];
  const planNow = () => ({ plan: plan(), goals, goal: () => of, lookedAt: lookedAt(goals) });
  const whole = changes.map((change) => ({
    kpi: "k",
    place: "observations/0",
    offset: 11,
    knownAt: NOW,
    kind: "actual" as const,
    periodStart: "2026-06-01",
    ...change,
  }));
  const last = { ...LAST, ...more };
  return sinceLastRound(
    { ledger, planNow, planChanges },
    { last, covered: COVERED, changes: whole },
  ).isAssessed(TASK);
}

/** The first five events of the strategy topic changed the plan, those after them are what people said. */
function planChanges(position: Position): number {
  return Math.min(5, position["strategy/0"] ?? 0);
}

test("nothing happened to a goal where only other KPIs, or later periods, got values", () => {
  expect(isAssessed([])).toBe(true);
  expect(isAssessed([{ kpi: "other" }])).toBe(true);
  expect(isAssessed([{ periodStart: "2026-07-01" }, { kpi: "k-ytd", periodStart: "2026-07-01" }])).toBe(true);
});

test("a goal is looked at again after a value of its periods or of what is behind them, and after any target", () => {
  expect(isAssessed([{ kpi: "k-ytd" }])).toBe(false);
  expect(isAssessed([{ periodStart: "2024-01-01" }])).toBe(false);
  expect(isAssessed([{ periodStart: null }])).toBe(false);
  expect(isAssessed([{ kpi: "k-ytd", kind: "planned", periodStart: "2026-12-01" }])).toBe(false);
});

test("a goal on the planned values of a derived total is looked at again after an actual of a later period: who began there must be planned", () => {
  const kpi = { dimensions: ["region"], total: "derived" };
  const measure = { to: undefined, trajectory: { planned: "latest" } };
  const of = (more: Parameters<typeof plan>[0]) =>
    isAssessed([{ kpi: "k-ytd", periodStart: "2026-07-01" }], {}, measuredGoals(plan(more)));
  expect(of({ kpi, measure })).toBe(false);
  expect(of({ kpi })).toBe(true);
  expect(of({ measure })).toBe(true);
  expect(of({ kpi, measure: { ...measure, series: { region: "north" } } })).toBe(true);
});

test("a goal is looked at again after a change of the plan, after a lesson, and once a value is known that lay ahead", () => {
  expect(isAssessed([], { covered: { ...COVERED, "strategy/0": 4 } })).toBe(false);
  expect(isAssessed([], { taught: 3 })).toBe(false);
  expect(isAssessed([], { ahead: new Map([["k", NOW - 1]]) })).toBe(false);
});

test("what people said since is no reason to look at a goal again", () => {
  expect(isAssessed([], { covered: { ...COVERED, "strategy/0": 7 } })).toBe(true);
});

test("what lies ahead is remembered until it can be known", () => {
  const change = { kpi: "k", place: "observations/0", kind: "actual", periodStart: null } as const;
  const changes = [
    { ...change, offset: 11, knownAt: NOW + 2 },
    { ...change, offset: 12, knownAt: NOW + 1 },
  ];
  const since = sinceLastRound(
    {
      ledger: createLedger(),
      planChanges,
      planNow: () => ({ plan: plan(), goals: [], goal: () => measured, lookedAt: new Set() }),
    },
    { last: { ...LAST, ahead: new Map([["old", NOW]]) }, covered: COVERED, changes },
  );
  expect([...since.aheadOf(NOW)]).toEqual([["k", NOW + 2]]);
});
