import { openTestStore } from "../store-under-test.suite.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstAlertsSql } from "../views/first-alerts.ts";
import { judgementAccuracy } from "./judgement-accuracy.ts";
import { outcomeAssessments } from "./outcome-assessments.ts";
import { scoredAssessments } from "./scored-assessments.ts";

const closedBy = Date.parse("2020-01-01T00:00:00Z");
let database: TestStore;
let offset = 0;

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const line = (fields: object): string =>
  JSON.stringify({ goal: "roll", log_partition: 0, log_offset: (offset += 1), ...fields });

/** What was said of the goal with a month, and what somebody said of it then. */
async function said(
  period: string,
  asOf: string,
  told: number | { readonly chance: number; readonly version: string },
): Promise<void> {
  const { chance, version } = typeof told === "number" ? { chance: told, version: "1" } : told;
  const statuses = { rule_status: "on_track", pace_status: "behind" };
  const made = {
    id: `roll@${asOf}`,
    as_of: asOf,
    period,
    periods_left: 5,
    p_hit: chance,
    model_version: version,
  };
  const topic = { log_topic: "assessments" };
  await database.store.insert("assessment_events", [line({ ...made, ...statuses, ...topic })]);
  const word = { word: "check_in", event_id: `word-${asOf}`, said_by: "ann", confidence: 5, time: asOf };
  await database.store.insert("judgement_events", [line({ ...word, log_topic: "strategy" })]);
}

async function ended(outcome: "hit" | "miss", asOf: string): Promise<void> {
  const topic = { log_topic: "assessments", recorded_at: asOf };
  await database.store.insert("goal_closings", [
    line({ outcome, as_of: asOf, actual: 4, target: 5, ...topic }),
  ]);
}

/** The chances that are held against an outcome, by each question. */
async function held(): Promise<unknown> {
  const { store } = database;
  const outcomes = await store.query(outcomeAssessments({ closedBy }));
  const scored = await store.query(scoredAssessments({ "assessments/0": offset + 1 }, new Map()));
  const judged = await store.query(judgementAccuracy({ closedBy }));
  const all = judged.find(({ scope }) => scope === "deployment");
  return {
    outcomes: outcomes.map(({ p_hit: chance, outcome }) => `${chance} ${outcome}`),
    scored: scored.map(({ p_hit: chance }) => chance),
    words: all?.words,
    model: Number(all?.brier_model?.toFixed(6)),
  };
}

test("an outcome is that of the window that it ended: neither of what was said before it began, nor of what is said of the next one", async () => {
  await said("2013-07", "2013-08-01 00:00:00.000", 0.3);
  await ended("miss", "2014-01-01 00:00:00.000");
  const first = { outcomes: ["0.3 miss"], scored: [0.3], words: 1, model: 0.09 };
  expect(await held()).toEqual(first);
  await said("2014-07", "2014-08-01 00:00:00.000", 0.9);
  expect(await held()).toEqual(first);
  await ended("hit", "2015-01-01 00:00:00.000");
  expect(await held()).toEqual({ outcomes: ["0.9 hit"], scored: [0.9], words: 1, model: 0.01 });
  // A correction is of the same window.
  await ended("miss", "2015-02-01 00:00:00.000");
  const corrected = { outcomes: ["0.9 miss"], scored: [0.9], words: 1, model: 0.81 };
  expect(await held()).toEqual(corrected);
  // Another version of the model speaks of the next window alone, and takes nothing away from this one.
  await said("2015-07", "2015-08-01 00:00:00.000", { chance: 0.7, version: "2" });
  expect(await held()).toEqual(corrected);
});

test("an alert of the window that goes on is none of the one that ended", async () => {
  const { store } = database;
  const raised = {
    alert: "roll-2015-07",
    period: "2015-07",
    step: "raised",
    as_of: "2015-08-01 00:00:00.000",
  };
  await store.insert("alert_events", [line({ ...raised, log_topic: "assessments" })]);
  const closedBy = "toDateTime64('2020-01-01 00:00:00', 3, 'UTC')";
  const sql = `SELECT goal, outcome, alerts FROM (${firstAlertsSql("{base:Identifier}", closedBy)})`;
  const rows = await store.query({ name: "first alerts", sql, params: {} });
  expect(rows).toMatchObject([{ goal: "roll", outcome: "miss", alerts: 0 }]);
});
