import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AssessmentMadeData, GoalClosedData } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { monthsOf, moved } from "./judged-deployment.fixture.ts";
import type { MovedDeployment } from "./judged-deployment.fixture.ts";

/** What every month of 2014 from July on brings. */
const REACHED = 125;
const folder = mkdtempSync(join(tmpdir(), "milepost-ended-window-"));
let under: DeploymentUnderTest;
let move: MovedDeployment;

const output = { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" };

interface Target {
  readonly to: number;
  readonly window?: unknown;
  readonly effectiveFrom?: string;
}

const goal = (kpi: string, { to, window = 2014, ...more }: Target): object => ({
  kind: "initiative",
  title: "More output",
  owner: "ann",
  window,
  measure: { kpi, from: 100, to, evaluation: "at-due" },
  ...more,
});

/** Goals that are hit at 120, 110 and 115, and one that is missed at 200; `rolling` goes on into the next year. */
const planOf = (goals: Readonly<Record<string, object>> = {}): object =>
  planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: { output, slow: { ...output, name: "Slow output" } },
    goals: {
      hit: goal("output", { to: 120 }),
      missed: goal("output", { to: 200 }),
      late: goal("slow", { to: 110 }),
      rolling: goal("output", { to: 115 }),
      ...goals,
    },
    scorecards: {},
    alerting: { raiseBelow: 0.99, clearAbove: 0.999 },
  } as never);

beforeAll(async () => {
  under = await startDeployment(folder, "2014-07-02T12:00:00Z");
  move = moved(under);
  await under.call("POST /v1/plans", planOf());
  const past = monthsOf("2011-01", "2014-06").map((month, index): [string, number] => [
    month,
    106 + ((index * 7) % 9),
  ]);
  await move.push("output", past);
  await move.push("slow", past);
  await move.at("2014-07-02T12:00:00Z");
  const rest = monthsOf("2014-07", "2014-12").map((month): [string, number] => [month, REACHED]);
  await move.at("2015-01-02T06:00:00Z", { output: rest });
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets another value of a month arrive at an instant. */
async function correct(now: string, period: string, value: number): Promise<void> {
  await move.at(now);
  const type = "milepost.observation.recorded.v1";
  const data = {
    kpi: "output",
    series: {},
    period,
    kind: "actual",
    value: String(value),
    completeness: "complete",
  };
  const event = { specversion: "1.0", id: `${period}-${value}`, source: "//test", type, time: now, data };
  expect((await under.call("POST /v1/events", [event])).body).toMatchObject({ accepted: 1 });
  await move.at(now);
}

const newest = async (id: string): Promise<unknown> =>
  (await under.call(`GET /v1/goals/${id}`)).body["closing"];
const closingsOf = async (id: string): Promise<readonly string[]> =>
  (await move.events("assessments", "milepost.goal.closed.v1")).flatMap(({ data }) => {
    const { goal: of, outcome, actual, target } = data as GoalClosedData;
    return of === id ? [`${outcome} ${actual}/${target}`] : [];
  });

it("a window is judged by the plan that was in force when it ended: a target that is moved afterwards, dated back or not, turns no outcome", async () => {
  expect([await closingsOf("hit"), await closingsOf("missed")]).toEqual([["hit 125/120"], ["miss 125/200"]]);
  await move.at("2015-02-10T00:00:00Z");
  const changed = {
    hit: goal("output", { to: 160 }),
    missed: goal("output", { to: 110, effectiveFrom: "2014-02-01" }),
    late: goal("slow", { to: 160 }),
    rolling: goal("output", { to: 130, window: 2015 }),
  };
  expect((await under.call("POST /v1/plans", planOf(changed))).status).toBe(200);
  await move.at("2015-02-11T00:00:00Z");
  await under.embedded.predict.fillHistory();
  await correct("2015-02-20T00:00:00Z", "2014-12", 126);
  expect(await closingsOf("hit")).toEqual(["hit 125/120", "hit 126/120"]);
  expect(await closingsOf("missed")).toEqual(["miss 125/200", "miss 126/200"]);
  expect(await newest("hit")).toMatchObject({ outcome: "hit", actual: 126, target: 120 });
  const alerts = (await under.call("GET /v1/alerts")).body["items"] as readonly Record<string, unknown>[];
  const outcomes = new Set(alerts.map(({ goal: of, outcome }) => `${String(of)} ${String(outcome)}`));
  expect([...outcomes].filter((one) => /^(hit|missed) /.test(one)).toSorted()).toEqual([
    "hit hit",
    "missed miss",
  ]);
});

it("what is made up for of an ended window speaks of the target that its outcome is of", async () => {
  const made = await move.events("assessments", "milepost.assessment.made.v1");
  const targets = made.map(({ data }) => data as AssessmentMadeData).filter(({ backtest }) => backtest);
  const of = (id: string): readonly unknown[] => [
    ...new Set(targets.filter((one) => one.goal === id).map(({ target }) => target)),
  ];
  expect([of("hit"), of("missed"), of("late")]).toEqual([[120], [200], [110]]);
});

it("a value that comes long after the end meets the target of then, too", async () => {
  expect(await closingsOf("late")).toEqual([]);
  const rest = monthsOf("2014-07", "2014-12").map((month): [string, number] => [month, REACHED]);
  await move.at("2015-02-22T00:00:00Z", { slow: rest });
  expect(await closingsOf("late")).toEqual(["hit 125/110"]);
});

it("a goal that goes on is judged in its next window by the plan of that one", async () => {
  const year = monthsOf("2015-01", "2015-12").map((month): [string, number] => [month, REACHED]);
  await move.at("2016-01-02T06:00:00Z", { output: year });
  expect(await closingsOf("rolling")).toEqual(["hit 125/115", "miss 125/130"]);
  await correct("2016-01-03T00:00:00Z", "2015-12", 131);
  expect(await closingsOf("rolling")).toEqual(["hit 125/115", "miss 125/130", "hit 131/130"]);
});

it("of a window that had ended before there was a plan, the first plan counts", async () => {
  const first = { past: goal("output", { to: 120, window: { from: "2013-01-01", to: "2014-12-31" } }) };
  await under.call("POST /v1/plans", planOf(first));
  await move.at("2016-01-05T00:00:00Z");
  expect(await closingsOf("past")).toEqual(["hit 126/120"]);
  const other = { past: goal("output", { to: 160, window: { from: "2013-01-01", to: "2014-12-31" } }) };
  await under.call("POST /v1/plans", planOf(other));
  await correct("2016-01-06T00:00:00Z", "2014-12", 127);
  expect(await closingsOf("past")).toEqual(["hit 126/120", "hit 127/120"]);
});
