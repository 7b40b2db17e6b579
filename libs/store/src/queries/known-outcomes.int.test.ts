import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { alertsAt } from "./alerts-at.ts";
import { firstAlerts } from "./first-alerts.ts";
import { goalClosings } from "./goal-closings.ts";
import { outcomeAssessments } from "./outcome-assessments.ts";

const JANUARY = Date.parse("2014-01-15T00:00:00Z");
const MARCH = Date.parse("2014-03-01T00:00:00Z");
const JUNE = Date.parse("2014-06-01T00:00:00Z");
let database: TestStore;
let offset = 0;

/** A goal that was due in December, was reached on 1 February, and was missed after all by what was restated on 1 May. */
beforeAll(async () => {
  database = await openTestStore();
  const { store } = database;
  const goal = "g";
  const raised = { alert: "a", goal, kpi: "k", owner: "kim", period: "2013-11" };
  const told = { goal, kpi: "k", period: "2013-11", periods_left: 1, p_hit: 0.3, model: "theta" };
  const statuses = {
    rule_status: "on_track",
    pace_status: "behind",
    model_version: "1",
    as_of: "2013-12-01",
  };
  await store.insert("assessment_events", [line({ ...told, ...statuses })]);
  await store.insert("alert_events", [
    line({ ...raised, step: "raised", as_of: "2013-12-01" }),
    line({ ...raised, step: "closed", as_of: "2014-02-01", outcome: "hit" }),
    line({ ...raised, step: "closed", as_of: "2014-05-01", outcome: "miss" }),
  ]);
  await store.insert("goal_closings", [
    line({ goal, as_of: "2014-02-01", outcome: "hit", actual: 5, target: 5 }),
    line({ goal, as_of: "2014-05-01", outcome: "miss", actual: 4, target: 5 }),
    // Said later of an earlier moment, it does not count.
    line({ goal, as_of: "2014-01-31", outcome: "miss", actual: 3, target: 5 }),
  ]);
});
afterAll(async () => database.close());

function line({
  as_of: asOf,
  ...fields
}: { readonly as_of: string } & Readonly<Record<string, unknown>>): string {
  const at = `${asOf}T00:00:00.000Z`;
  const common = { as_of: at, recorded_at: at, log_topic: "assessments" };
  return JSON.stringify({ ...common, ...fields, log_offset: (offset += 1) });
}

test("the outcome of a goal that was closed again is, as of a moment, the last one that was known then", async () => {
  const outcomes = async (at?: number): Promise<readonly string[]> =>
    (await database.store.query(goalClosings(at === undefined ? {} : { at }))).map(({ outcome }) => outcome);
  expect(await outcomes(JANUARY)).toEqual([]);
  expect(await outcomes(MARCH)).toEqual(["hit"]);
  expect(await outcomes(JUNE)).toEqual(["miss"]);
  expect(await outcomes()).toEqual(["miss"]);
});

test("the track record as of a moment holds a goal against the outcome that was known then", async () => {
  const judged = async (closedBy: number): Promise<readonly unknown[]> => {
    const made = await database.store.query(outcomeAssessments({ closedBy }));
    const alerted = await database.store.query(firstAlerts({ closedBy }));
    return [...made.map(({ outcome, end }) => [outcome, end]), ...alerted.map(({ outcome }) => outcome)];
  };
  expect(await judged(JANUARY)).toEqual([]);
  expect(await judged(MARCH)).toEqual([["hit", 5], "hit"]);
  expect(await judged(JUNE)).toEqual([["miss", 4], "miss"]);
});

test("an alert as of a moment has ended with the outcome that was known then", async () => {
  const ended = async (at: number): Promise<readonly unknown[]> => {
    const rows = await database.store.query(alertsAt({ at }));
    expect(await database.store.query(alertsAt({ at, alert: "a" }))).toEqual(rows);
    expect(await database.store.query(alertsAt({ at, kpis: ["k"] }))).toEqual(rows);
    return rows.map(({ state, outcome, closed_as_of: closed }) => [state, outcome, closed?.slice(0, 10)]);
  };
  expect(await ended(JANUARY)).toEqual([["open", null, undefined]]);
  expect(await ended(MARCH)).toEqual([["closed", "hit", "2014-02-01"]]);
  expect(await ended(JUNE)).toEqual([["closed", "miss", "2014-05-01"]]);
  expect(await database.store.query(alertsAt({ at: JUNE, alert: "other" }))).toEqual([]);
});
