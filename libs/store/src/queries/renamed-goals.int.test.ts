import { openTestStore } from "../store-under-test.suite.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgementAccuracy } from "./judgement-accuracy.ts";
import { outcomeAssessments } from "./outcome-assessments.ts";
import { scoredAssessments } from "./scored-assessments.ts";

const closedBy = Date.parse("2015-02-01T00:00:00Z");
let database: TestStore;
let offset = 0;

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const line = (goal: string, fields: object): string =>
  JSON.stringify({
    goal,
    log_topic: "any",
    log_partition: 0,
    log_offset: (offset += 1),
    recorded_at: "2014-01-01 00:00:00.000",
    ...fields,
  });
const month = (number: number): string => `2014-${String(number).padStart(2, "0")}`;

/** What the model says of a goal with a month, as of the beginning of the next one. */
function told(goal: string, number: number, backtest: boolean | "days later"): string {
  // What is said live comes some seconds after the moment that a backtest is made for.
  const live = backtest === "days later" ? "11 12:00:00" : "01 00:00:20";
  const asOf = `${month(number + 1)}-${backtest === true ? "01 00:00:00" : live}.000`;
  const id = `${goal}@${asOf}`;
  const made = { id, as_of: asOf, kpi: "k", period: month(number), periods_left: 12 - number, p_hit: 0.2 };
  const more = {
    backtest: backtest === true,
    rule_status: "off_track",
    pace_status: "behind",
    model: "m",
    model_version: "1",
  };
  return line(goal, { ...made, ...more });
}

/** A goal of 2014 that somebody speaks of and is alerted of in April, and that is missed; in May it may get another id. */
async function miss(goal: string, later: string, more: object): Promise<void> {
  const { store } = database;
  const defined = { archived: false, kind: "annual_goal", owner: "ann" };
  await store.insert("goal_definitions", [line(goal, defined)]);
  await store.insert("assessment_events", [told(goal, 2, true), told(goal, 3, false)]);
  const at = "2014-04-02 00:00:00.000";
  const word = { time: at, said_by: "ann" };
  await store.insert("judgement_events", [
    line(goal, { ...word, word: "check_in", event_id: `${goal}-sure`, confidence: 8 }),
    line(goal, { ...word, word: "override", event_id: `${goal}-says`, says: "hit", until: "2014-12-01" }),
  ]);
  const alert = { alert: `${goal}-${month(3)}`, step: "raised", period: month(3), as_of: at };
  await store.insert("alert_events", [line(goal, { ...alert, time: at })]);
  if (later !== goal) {
    const renamed = { ...defined, renamed_from: goal, ...more };
    await store.insert("goal_definitions", [line(later, renamed), line(goal, { archived: true })]);
    // Under its new id the past is assessed anew.
    await store.insert("assessment_events", [told(later, 2, true), told(later, 3, true)]);
    // Where it stands is told live again, some days later.
    await store.insert("assessment_events", [told(goal, 4, false), told(later, 4, "days later")]);
  } else await store.insert("assessment_events", [told(goal, 4, false)]);
  const asOf = "2015-01-01 00:00:00.000";
  await store.insert("goal_closings", [line(later, { outcome: "miss", as_of: asOf, actual: 4, target: 5 })]);
}

it("a goal that was renamed counts once in what is told of people's words, of alerts and of chances, as if it had kept its id", async () => {
  await miss("stays", "stays", {});
  await miss("old", "fresh", {});
  const { store } = database;
  const judged = await store.query(judgementAccuracy({ closedBy }));
  const ofAll = judged.filter(({ scope }) => scope === "deployment");
  expect(ofAll.map(({ judgement, goals, words }) => [judgement, goals, words])).toEqual([
    ["check_in", 2, 2],
    ["override", 2, 2],
  ]);
  const sql =
    "SELECT goals, alerted, misses, recall FROM alert_accuracy WHERE scope = 'owner' AND model = ''";
  expect(await store.query({ name: "alerts", sql, params: {} })).toEqual([
    { goals: 2, alerted: 2, misses: 2, recall: 1 },
  ]);
  const outcomes = await store.query(outcomeAssessments({ closedBy }));
  const periods = ["2014-02", "2014-03", "2014-04"];
  expect(outcomes.map(({ goal, period, backtest }) => [goal, period, backtest])).toEqual(
    ["fresh", "stays"].flatMap((goal) => periods.map((period) => [goal, period, period === "2014-02"])),
  );
  const scored = await store.query(
    scoredAssessments({ "assessments/0": offset + 1 }, new Map([["old", "fresh"]])),
  );
  expect(scored.map((row) => [row.goal, row.periods_left])).toEqual(
    outcomes.map((row) => [row.goal, row.periods_left]),
  );
});

it("a goal that is private under its new id counts nowhere", async () => {
  await miss("told", "hidden", { private: true });
  const { store } = database;
  const goals = (await store.query(outcomeAssessments({ closedBy }))).map(({ goal }) => goal);
  expect(new Set(goals)).toEqual(new Set(["fresh", "stays"]));
  expect(await store.query(judgementAccuracy({ closedBy }))).toContainEqual(
    expect.objectContaining({ scope: "deployment", judgement: "check_in", goals: 2 }),
  );
});

it("what was said under the old id in a window before is none of the one that ended last", async () => {
  const { store } = database;
  const asOf = "2014-03-15 00:00:00.000";
  // Its first window ended, under its old id, between what was said with February and with March.
  await store.insert("goal_closings", [line("old", { outcome: "hit", as_of: asOf, actual: 5, target: 5 })]);
  const outcomes = await store.query(outcomeAssessments({ closedBy }));
  const ofFresh = outcomes.filter(({ goal }) => goal === "fresh");
  expect(ofFresh.map(({ period, outcome }) => [period, outcome])).toEqual([
    ["2014-03", "miss"],
    ["2014-04", "miss"],
  ]);
});
