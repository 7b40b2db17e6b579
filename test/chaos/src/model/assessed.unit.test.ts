import { describe, expect, it } from "vitest";
import { assessmentProblem } from "./assessed.ts";
import type { Logged, LoggedEvent } from "./logged.ts";

const NOW = Date.parse("2026-03-15T06:00:00Z");
const KPI = {
  name: "Sales",
  unit: "count",
  direction: "increase",
  grain: "month",
  behaviour: "stock",
  dimensions: [],
  total: "reported",
};
const PHASED = { "2025-12": 20, "2026-01": 10, "2026-02": 20, "2026-04": 40 };
const MEASURE = {
  kpi: "sales",
  series: {},
  from: 0,
  to: 40,
  trajectory: { phased: PHASED },
  evaluation: "at-due",
};
const GOAL = {
  title: "Up",
  owner: "ann",
  window: { from: "2026-01-01", to: "2026-04-30" },
  measure: MEASURE,
};
const OVER = { ...GOAL, window: { from: "2025-12-01", to: "2026-01-31" } };

type Draft = Pick<Logged, "topic"> & {
  readonly type: string;
  readonly id: string;
  readonly data: LoggedEvent["data"];
};

function defined(kind: string, id: string, definition: object): Draft {
  return { topic: "strategy", type: `milepost.${kind}.defined.v1`, id, data: { id, definition } };
}

function value(period: string, knownAt: string, text: string): Draft {
  const data = { kpi: "sales", series: {}, period, kind: "actual", value: text, knownAt };
  return {
    topic: "observations",
    type: "milepost.observation.recorded.v1",
    id: `${period}-${knownAt}`,
    data,
  };
}

function made(data: Readonly<Record<string, unknown>>): Draft {
  const common = { goal: "up", backtest: false, pHit: 0.2, reason: null, target: 40 };
  const id = `made-${JSON.stringify(data)}`;
  return { topic: "assessments", type: "milepost.assessment.made.v1", id, data: { ...common, ...data } };
}

/** What was told, before it ended, of a goal that had no value yet. */
const MADE_OF_OVER = made({
  goal: "over",
  period: "2025-12",
  asOf: "2026-01-01T00:00:00.000Z",
  backtest: true,
  pHit: null,
  reason: "no_data",
  actual: null,
  targetToDate: 20,
});

function alert(what: string, data: Readonly<Record<string, unknown>>): Draft {
  const type = `milepost.${what}.v1`;
  return { topic: "assessments", type, id: `${what}-${JSON.stringify(data)}`, data };
}

const JANUARY = {
  period: "2026-01",
  asOf: "2026-02-01T00:00:00.000Z",
  backtest: true,
  actual: 5,
  targetToDate: 10,
};
const FEBRUARY = { period: "2026-02", asOf: "2026-03-15T05:00:00.000Z", actual: 8, targetToDate: 20 };
const RAISED = { alert: "up-2026-02", goal: "up", period: "2026-02", backtest: false, pHit: 0.2 };
const TOLD = { digest: "d1", owner: "ann", alerts: ["up-2026-02"] };
const base: readonly Draft[] = [
  defined("kpi", "sales", KPI),
  defined("goal", "up", GOAL),
  value("2026-01", "2026-02-01T00:00:00.000Z", "5"),
  // Known too late for January's own moment.
  value("2026-02", "2026-03-01T00:00:00.000Z", "8"),
];
const right: readonly Draft[] = [
  made(JANUARY),
  made(FEBRUARY),
  alert("alert.raised", RAISED),
  alert("alerts.delivered", TOLD),
];

function problem(drafts: readonly Draft[]): string | undefined {
  const time = "2026-03-15T05:00:00.000Z";
  const logged = drafts.map(({ topic, type, id, data }, offset): Logged => {
    const event = { id, source: "//test", type, time, actor: "test", recordedtime: time, data };
    return { topic, partition: 0, offset, event };
  });
  return assessmentProblem(logged, NOW);
}

describe("the model of assessments", () => {
  it("finds nothing where every complete period is assessed with what was known, and its alert told", () => {
    expect(problem([...base, ...right])).toBeUndefined();
  });

  it.each<[string, readonly Draft[], string]>([
    ["a period without an assessment", right.slice(1), "up has no assessment for 2026-01"],
    ["the same event twice", [...right, made(FEBRUARY)], "twice"],
    [
      "an assessment that did not see a value",
      [made(JANUARY), made({ ...FEBRUARY, actual: null }), ...right.slice(2)],
      "up 2026-02: assessed with  20 40, known were 8 20 40",
    ],
    [
      "an assessment of the past that saw what came later",
      [made({ ...JANUARY, actual: 8 }), ...right.slice(1)],
      "up 2026-01: assessed with 8 10 40, known were 5 10 40",
    ],
    ["a goal at risk without an alert", right.slice(0, 2), "up is at risk, and no alert says so"],
    [
      "a goal at risk whose alert was ended with an earlier window",
      [...right, alert("alert.closed", { alert: "up-2026-02", outcome: "miss", asOf: "2026-01-01" })],
      "up is at risk, and no alert says so",
    ],
    ["an alert that nobody was told", right.slice(0, 3), "up-2026-02 was told 0 times"],
    [
      "an alert that was told twice",
      [...right, alert("alerts.delivered", { ...TOLD, digest: "d2" })],
      "up-2026-02 was told 2 times (d1, d2)",
    ],
    [
      "a goal that is over and not closed",
      [...right, defined("goal", "over", OVER), MADE_OF_OVER],
      "over is closed with   , its values give miss 5 40",
    ],
    [
      "a goal that was closed by a target that was set after its end",
      [
        ...right,
        defined("goal", "over", OVER),
        defined("goal", "over", { ...OVER, measure: { ...MEASURE, to: 4, trajectory: "linear" } }),
        MADE_OF_OVER,
        alert("goal.closed", { goal: "over", asOf: "2026-02-01", outcome: "hit", actual: 5, target: 4 }),
      ],
      "over is closed with hit 5 4, its values give miss 5 40",
    ],
  ])("%s is found", (_what, drafts, found) => {
    expect(problem([...base, ...drafts])).toContain(found);
  });
});
