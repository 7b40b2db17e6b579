import { afterAll, beforeAll, expect, test } from "vitest";
import { alertOptions } from "../queries/alert-options.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { VIEWS } from "./views.ts";

const SECRET = "zzsecret";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
  const goal = (id: string, offset: number, more: object = {}): string =>
    JSON.stringify({ goal: id, title: id, kind: "task", owner: "p", log_offset: offset, ...more });
  await database.store.insert("goal_definitions", [
    goal("top", 1),
    goal("below", 2, { parent: SECRET }),
    goal("later", 3, { parent: "top" }),
    goal(SECRET, 4, { parent: "top", private: true }),
    goal("later", 5, { parent: "top", private: true }),
    goal("opened", 6, { title: SECRET, private: true }),
    goal("opened", 7),
  ]);
});
afterAll(() => database.close());

async function rowsOf(sql: string): Promise<readonly Record<string, unknown>[]> {
  return database.store.query<Record<string, unknown>>({ name: "asked", sql, params: {} });
}

test("a goal whose parent is private names none, now and in its history", async () => {
  for (const table of ["goals", "goals_history"]) {
    const rows = await rowsOf(`SELECT goal, parent FROM ${table} ORDER BY goal`);
    expect({ [table]: rows }).toEqual({
      [table]: [
        { goal: "below", parent: null },
        { goal: "opened", parent: null },
        { goal: "top", parent: null },
      ],
    });
  }
});

/** What stands in the tables of a goal, public or private: a row in each that a public view reads, with every step or word. */
function lifeOf(goal: string): Readonly<Record<string, readonly object[]>> {
  const alert = `${goal}-2026-10`;
  const id = `${goal}-event`;
  const stepped = (steps: readonly string[], row: object): object[] =>
    steps.map((step) => ({ ...row, step }));
  return {
    assessment_events: [{ goal, id, p_hit: 0.4, periods_left: 3 }],
    alert_events: stepped(["raised", "acknowledged", "closed"], { alert, goal, event_id: id, owner: goal }),
    delivery_events: [{ alert, goal, telling: alert, outcome: "delivered" }],
    judgement_events: ["check_in", "override"].map((word) => ({ goal, word, event_id: `${id}-${word}` })),
    option_events: [{ alert, goal, event_id: id, option: alert, kind: "pace" }],
    suggestion_events: [{ alert, goal, option: alert, event_id: id, decision: "accepted" }],
    review_events: stepped(["opened", "concluded"], { review: alert, goal, report: "r", event_id: id }),
    external_report_events: [{ report: goal === SECRET ? "r" : goal, event_id: "e", goals: [goal, "top"] }],
    staleness_events: [{ goal, spell: alert, step: "found", owner: goal }],
    goal_progress_rows: [{ goal, period_label: "2026-10", version: 1 }],
    scorecard_rows: [
      { scorecard: "board", period_label: "2026-10", level: "item", id: goal, goal, version: 1 },
    ],
    scorecard_definitions: [{ scorecard: "board", ordinal: goal.length, goal }],
    goal_closings: [{ goal, outcome: "miss" }],
  };
}

test("no condition that a reader puts on a public table is tried on a private goal: an error would name it", async () => {
  for (const goal of [SECRET, "top"]) {
    for (const [table, rows] of Object.entries(lifeOf(goal))) {
      await database.store.insert(
        table,
        rows.map((row) => JSON.stringify({ ...(table.endsWith("_rows") ? {} : { log_offset: 20 }), ...row })),
      );
    }
  }
  const told: string[] = [];
  const ofGoals = VIEWS.filter((view) => view.parameterised !== true && view.select("").includes("goal"));
  for (const { name, columns } of ofGoals) {
    const texts = columns.filter(([, type]) => type.includes("String"));
    const asked = texts.map(async ([column]) => {
      const condition = `throwIf(match(toString(${column}), '${SECRET}')) = 0`;
      await rowsOf(`SELECT count() FROM ${name} WHERE ${condition} SETTINGS max_threads = 1`).catch(
        (error: unknown) => told.push(`${name}.${column}: ${String(error)}`),
      );
    });
    await Promise.all(asked);
  }
  expect(told).toEqual([]);
});

test("an alert names no goal around its own that became private after it was raised", async () => {
  const above = ["top", "later"].map((goal) => ({ goal, title: goal, owner: "p", weight: 1, share: 1 }));
  const cause = { share: null, evidence: "e", text: "later" };
  const raised = {
    alert: "told",
    goal: "below",
    step: "raised",
    causes: [
      { ...cause, kind: "goal", of: "later" },
      { ...cause, kind: "shift", of: "later" },
    ],
    goals_above: above,
    scorecards: above.map(({ goal }) => ({ scorecard: "s", name: "s", goal, share: 1 })),
    next_step: "child",
    next_option: "look-later",
    next_text: "Look at later",
  };
  const option = { alert: "told", goal: "below", event_id: "w", option: "look-later", child: "later" };
  await database.store.insert("alert_events", [JSON.stringify(raised)]);
  await database.store.insert("option_events", [JSON.stringify(option)]);
  const [shown] = await rowsOf(
    `SELECT arrayMap(one -> one.kind, causes) AS kinds, arrayMap(one -> one.goal, goals_above) AS above,
    arrayMap(one -> one.goal, scorecards) AS cards, next_step, next_option, next_text FROM alerts WHERE alert = 'told'`,
  );
  expect(shown).toEqual({
    kinds: ["shift"],
    above: ["top"],
    cards: ["top"],
    next_step: null,
    next_option: null,
    next_text: null,
  });
});

test("options to look at a goal that is private, or became so, are not shown, and the parts of the others tell nothing of it", async () => {
  const option = (event: string, place: number, child: string): string =>
    JSON.stringify({
      alert: event,
      goal: "top",
      event_id: event,
      option: `${child}-${event}`,
      kind: "child",
      place,
      child,
      share: 0.4,
      log_offset: 10,
    });
  const both = ["later", SECRET].map((child, place) => option("hides", place + 1, child));
  await database.store.insert("option_events", [
    ...both,
    option("hides", 3, "below"),
    option("open", 0, "below"),
  ]);
  const shown = [];
  for (const alert of ["hides", "open"]) {
    shown.push(...(await database.store.query(alertOptions({ alert }))));
  }
  expect(shown.map(({ alert, child, share }) => [alert, child, share])).toEqual([
    ["hides", "below", null],
    ["open", "below", 0.4],
  ]);
});
