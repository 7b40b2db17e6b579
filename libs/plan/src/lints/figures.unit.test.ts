import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";

interface Changed {
  readonly kpi?: object;
  readonly item?: object;
}

/** Lints of a plan with one goal, which stands on a scorecard. */
function lintsOf(measure: object, { kpi = {}, item = {} }: Changed = {}): readonly string[] {
  const plan = {
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: {
      k: { name: "K", unit: "count", direction: "decrease", behaviour: "stock", grain: "month", ...kpi },
    },
    goals: {
      g: { kind: "annual_goal", title: "G", owner: "ann", window: 2026, measure: { kpi: "k", ...measure } },
    },
    scorecards: { all: { items: [{ goal: "g", ...item }] } },
  };
  const parsed = parsePlan(JSON.stringify(plan));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lints.map(({ severity, code, field }) => `${severity} ${code} ${field}`);
}

const NO_SCORE = ["warning no_red_flag scorecards.all.items.0"];
const more = { kpi: { direction: "increase" } };

test.each([
  [{ to: 0 }],
  [{ to: 0, trajectory: "step" }],
  [{ from: 12, to: 0 }],
  [{ from: 12, to: -12 }],
  [{ to: 5, trajectory: { phased: { "2026-01": 10, "2026-06": 0 } } }],
  [{ range: { lower: -1, upper: 1 }, evaluation: "in-range" }],
])("a target of 0, in the end or on the way, has no red flag that is a share of it: %o", (measure) => {
  expect(lintsOf(measure)).toEqual(NO_SCORE);
});

test("a target that changes its sign between two periods is 0 between them", () => {
  expect(lintsOf({ from: -5, to: 6 }, more)).toEqual(NO_SCORE);
});

test.each([{ redFlag: 3 }, { redFlagDistance: 3 }])("with %o it has a score", (item) => {
  expect(lintsOf({ to: 0 }, { item })).toEqual([]);
});

test.each([
  [{ to: 5 }],
  [{ from: 0, to: 5 }],
  [{ to: 5, evaluation: "cumulative" }],
  [{ trajectory: { planned: "latest" } }],
  [{ to: 0, evaluation: "control" }],
])("a target that is never 0, or not known from the plan, is no concern of that: %o", (measure) => {
  const flow = { kpi: { direction: "increase", behaviour: "flow" } };
  expect(lintsOf(measure, flow)).toEqual([]);
});

const SUSTAIN = ["warning sustained_on_the_way goals.g.measure.trajectory"];

test("the worst value so far beside a target that moves is told: what is green early has missed the end already", () => {
  expect(lintsOf({ from: 80, to: 90, evaluation: "sustain" }, more)).toEqual(SUSTAIN);
  expect(lintsOf({ from: 90, to: 80, trajectory: "linear", evaluation: "sustain" })).toEqual(SUSTAIN);
});

test.each([
  [{ to: 90, evaluation: "sustain" }],
  [{ from: 80, to: 90, trajectory: "step", evaluation: "sustain" }],
  // It starts where it must be: the target is level.
  [{ from: 95, to: 90, evaluation: "sustain" }],
  [{ from: 80, to: 90 }],
])("a level target, or one that only the due period is judged by, is fine: %o", (measure) => {
  expect(lintsOf(measure, more)).toEqual([]);
});

test.each(["ratio", "average", "harmonic_mean"])(
  "the mean over a window of %s values needs their parts",
  (behaviour) => {
    const average = { to: 5, evaluation: "average" };
    const hint = ["hint mean_needs_parts goals.g.measure.evaluation"];
    expect(lintsOf(average, { kpi: { behaviour } })).toEqual(hint);
    expect(lintsOf(average, { kpi: { behaviour, approximation: "equal-weights" } })).toEqual([]);
    expect(lintsOf({ to: 5 }, { kpi: { behaviour } })).toEqual([]);
    expect(lintsOf(average, { kpi: { behaviour: "stock" } })).toEqual([]);
  },
);
