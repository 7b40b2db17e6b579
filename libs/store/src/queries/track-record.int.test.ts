import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstAlerts } from "./first-alerts.ts";
import { outcomeAssessments } from "./outcome-assessments.ts";
import { rulesInUse } from "./rules-in-use.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const MARCH = Date.parse("2014-04-01T00:00:00Z");
const APRIL = Date.parse("2014-05-01T00:00:00Z");
let offset = 0;

test("nothing recorded is said as nothing", async () => {
  const { store } = database;
  expect(await store.query(firstAlerts({ closedBy: APRIL }))).toEqual([]);
  expect(await store.query(outcomeAssessments({ closedBy: APRIL }))).toEqual([]);
  expect(await store.query(rulesInUse({ at: APRIL }))).toEqual([
    {
      model: null,
      model_version: null,
      status_rule: null,
      status_rule_version: null,
      alert_rule: null,
      alert_rule_version: null,
    },
  ]);
});

test("the first alert before the due period of each ended goal, as known at a moment", async () => {
  const { store } = database;
  const told = { kind: "", owner: "", model: "theta", model_version: "1" };
  await store.insert("assessment_events", [
    ...["late", "calm", "secret"].flatMap((goal) => [
      assessed(goal, "2014-01"),
      assessed(goal, "2014-02"),
      assessed(goal, "2014-03"),
    ]),
    // It could never have been flagged: no chance was told before its due period.
    assessed("short", "2014-02", { p_hit: null, reason: "too_little_history" }),
    assessed("short", "2014-03"),
    assessed("open", "2014-02", { periods_left: 4 }),
  ]);
  await store.insert("goal_closings", [
    closed("late", "miss", 4),
    closed("calm", "hit", 9),
    closed("short", "miss", 4),
    closed("secret", "miss", 4),
  ]);
  await store.insert("goal_definitions", [
    JSON.stringify({ goal: "secret", private: true, archived: false, effective_from: "2014-01-01" }),
  ]);
  await store.insert("alert_events", [
    raised("late", "2014-02"),
    raised("late", "2014-01", { model: "theta", model_version: "2" }),
    // On the due period itself nothing is early any more.
    raised("calm", "2014-03"),
    raised("open", "2014-02", { rule_id: "chance-below-threshold", rule_version: "1" }),
    raised("secret", "2014-01"),
  ]);
  expect(await store.query(firstAlerts({ closedBy: MARCH }))).toEqual([
    { ...told, goal: "calm", outcome: "hit", alerts: 0, period: null, lead: null },
    {
      ...told,
      goal: "late",
      outcome: "miss",
      alerts: 2,
      period: "2014-01",
      lead: 2,
      model_version: "2",
    },
  ]);
  expect(await store.query(firstAlerts({ closedBy: MARCH - 1 }))).toEqual([]);
});

test("how right and how early alerts were: of all, of each kind and of each owner, over all versions and by each", async () => {
  const { store } = database;
  await store.insert(
    "goal_definitions",
    ["late", "calm"].map((goal) =>
      JSON.stringify({
        goal,
        kind: "annual_goal",
        owner: "kim",
        recorded_at: endOf("2014-01"),
        log_topic: "strategy",
        log_offset: (offset += 1),
      }),
    ),
  );
  const rows = await store.query<{ scope: string; name: string; model_version: string; row: string }>({
    name: "accuracy",
    sql: `SELECT scope, name, model_version, toString((goals, alerted, misses, caught, precision, recall, median_lead)) AS row
FROM alert_accuracy ORDER BY scope, model, model_version`,
    params: {},
  });
  const all = "(2,1,1,1,1,1,2)";
  const flagged = "(1,1,1,1,1,1,2)";
  const calm = "(1,0,0,0,NULL,NULL,NULL)";
  const deployment = rows.filter(({ scope }) => scope === "deployment").map(({ row }) => row);
  expect(deployment.toSorted()).toEqual([all, flagged, calm].toSorted());
  expect(rows).toContainEqual({ scope: "owner", name: "kim", model_version: "1", row: calm });
  expect(rows).toContainEqual({
    scope: "kind",
    name: "annual_goal",
    model_version: "",
    row: expect.any(String),
  });
});

test("a goal whose alerts are about a share of the way counts by that share, alerted or not, whichever way is better", async () => {
  const { store } = database;
  const share = { reach: 0.7, reach_target: 3.5, p_reach: 0.4 };
  const down = { reach: 0.7, reach_target: 6.5, p_reach: 0.4 };
  await store.insert("assessment_events", [
    assessed("near", "2014-01", share),
    assessed("far", "2014-01", share),
    assessed("unseen", "2014-01", share),
    assessed("down", "2014-01", down),
    // Their targets were eased past the share.
    assessed("eased", "2014-01", { ...share, reach_target: 5.5 }),
    assessed("eased-down", "2014-01", { ...share, reach_target: 4.5 }),
    // What the newest assessment of a period says counts.
    assessed("near", "2014-02", { ...share, reach_target: 9 }),
    assessed("near", "2014-02", share),
  ]);
  await store.insert("goal_closings", [
    closed("near", "miss", 3.5),
    closed("far", "miss", 3.4),
    closed("unseen", "miss", 4),
    closed("down", "miss", 6),
    closed("eased", "miss", 4),
    closed("eased-down", "miss", 6),
  ]);
  await store.insert(
    "alert_events",
    ["near", "far", "down", "eased", "eased-down"].map((goal) => raised(goal, "2014-01", { reach: 0.7 })),
  );
  const rows = await store.query(firstAlerts({ closedBy: MARCH }));
  expect(rows.filter(({ goal }) => goal !== "late" && goal !== "calm")).toMatchObject([
    { goal: "down", outcome: "hit", alerts: 1 },
    { goal: "eased", outcome: "miss", alerts: 1 },
    { goal: "eased-down", outcome: "miss", alerts: 1 },
    { goal: "far", outcome: "miss", alerts: 1 },
    { goal: "near", outcome: "hit", alerts: 1 },
    { goal: "unseen", outcome: "hit", alerts: 0 },
  ]);
  expect(rows.find(({ goal }) => goal === "late")).toMatchObject({ outcome: "miss" });
});

test("what was told, with horizon, linear pace, intervals and version, and where the goal ended", async () => {
  const { store } = database;
  await store.insert("assessment_events", [assessed("late", "2014-01", { model_version: "2", p_hit: 0.1 })]);
  const rows = await store.query(outcomeAssessments({ closedBy: MARCH }));
  const [first] = rows.filter(({ goal }) => goal === "late");
  const ofShares = ["near", "far", "unseen", "down", "eased", "eased-down"];
  const whole = rows.filter(({ goal }) => !ofShares.includes(goal));
  // A chance is of the target, and is held against it.
  expect(rows.filter(({ goal }) => ofShares.includes(goal)).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 7 }, () => "miss"),
  );
  expect(whole.map(({ goal, period, model_version }) => `${goal} ${period} ${model_version}`)).toEqual([
    "calm 2014-01 1",
    "calm 2014-02 1",
    "calm 2014-03 1",
    "late 2014-01 2",
    "late 2014-02 1",
    "late 2014-03 1",
    "short 2014-03 1",
  ]);
  expect(first).toEqual({
    goal: "late",
    kpi: "late-kpi",
    period: "2014-01",
    periods_left: 2,
    p_hit: 0.1,
    rule_status: "on_track",
    rule_hit_rate: null,
    pace_status: "behind",
    low_80: 3,
    high_80: 5,
    low_95: 2,
    high_95: 6,
    backtest: true,
    model: "theta",
    model_version: "2",
    outcome: "miss",
    end: 4,
  });
});

test("the model and the rules in use are those that spoke last of the moments that are over", async () => {
  expect(await database.store.query(rulesInUse({ at: MARCH }))).toEqual([
    {
      model: "theta",
      model_version: "2",
      status_rule: "red-green",
      status_rule_version: "1",
      alert_rule: null,
      alert_rule_version: null,
    },
  ]);
  await database.store.insert("alert_events", [
    raised("late", "2014-03", { rule_id: "chance-below-threshold", rule_version: "1" }),
  ]);
  expect((await database.store.query(rulesInUse({ at: MARCH })))[0]).toMatchObject({
    alert_rule: "chance-below-threshold",
    alert_rule_version: "1",
  });
});

/** The end of a month of 2014, in UTC. */
function endOf(period: string): string {
  return `2014-${String(Number(period.slice(5)) + 1).padStart(2, "0")}-01 00:00:00.000`;
}

/** With a chance of 30 %; its goal is due in March. */
function assessed(goal: string, period: string, fields: object = {}): string {
  return JSON.stringify({
    goal,
    kpi: `${goal}-kpi`,
    as_of: endOf(period),
    id: `${goal}@${period}`,
    period,
    periods_left: 3 - Number(period.slice(5)),
    backtest: true,
    p_hit: 0.3,
    low_80: 3,
    high_80: 5,
    low_95: 2,
    high_95: 6,
    rule_id: "red-green",
    rule_version: "1",
    rule_status: "on_track",
    pace_status: "behind",
    model: "theta",
    model_version: "1",
    recorded_at: endOf(period),
    log_topic: "assessments",
    log_offset: (offset += 1),
    ...fields,
  });
}

function closed(goal: string, outcome: string, actual: number): string {
  const at = endOf("2014-03");
  return JSON.stringify({
    goal,
    as_of: at,
    outcome,
    actual,
    target: 5,
    recorded_at: at,
    log_topic: "assessments",
    log_offset: (offset += 1),
  });
}

function raised(goal: string, period: string, fields: object = {}): string {
  return JSON.stringify({
    alert: `${goal}-${period}`,
    step: "raised",
    goal,
    kpi: `${goal}-kpi`,
    owner: "kim",
    as_of: endOf(period),
    period,
    backtest: true,
    time: endOf(period),
    recorded_at: endOf(period),
    log_topic: "assessments",
    log_offset: (offset += 1),
    ...fields,
  });
}
