import { afterAll, beforeAll, expect, it } from "vitest";
import { alertActions } from "../queries/alert-actions.ts";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

/** Alerts of an owner that ended, of which some were taken on. */
function ended(owner: string, count: number, acted: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const common = { alert: `${owner}-${at}`, goal: `g-${owner}-${at}` };
    const rule = { rule_id: "r", rule_version: "2" };
    return [
      { ...common, step: "raised", owner, ...rule, log_offset: 3 * at },
      ...(at < acted ? [{ ...common, step: "acknowledged", log_offset: 3 * at + 1 }] : []),
      { ...common, step: "closed", log_offset: 3 * at + 2 },
    ].map((row) => JSON.stringify(row));
  }).flat();
}

it("of each owner and rule the share of alerts that somebody took on is told, below 40 % as one to retire, and of few none", async () => {
  const { store } = database;
  const waiting = { alert: "w", step: "raised", owner: "ann", rule_id: "r", rule_version: "2" };
  const history = { ...waiting, alert: "h", backtest: true };
  await store.insert("alert_events", [
    ...ended("ann", 10, 3),
    ...ended("bob", 10, 4),
    ...ended("cleo", 9, 0),
    ...[waiting, history, { ...history, step: "closed" }].map((row) => JSON.stringify(row)),
  ]);
  expect(await store.query(alertActions())).toEqual([
    { scope: "deployment", name: "", alerts: 29, acted: 7, share: 7 / 29, retire: true },
    { scope: "owner", name: "ann", alerts: 10, acted: 3, share: 0.3, retire: true },
    { scope: "owner", name: "bob", alerts: 10, acted: 4, share: 0.4, retire: false },
    { scope: "owner", name: "cleo", alerts: 9, acted: 0, share: null, retire: false },
    { scope: "rule", name: "r 2", alerts: 29, acted: 7, share: 7 / 29, retire: true },
  ]);
});

it("an accepted option and a review that changes plan or target while the alert stands are action, too; what changes nothing is none", async () => {
  const { store } = database;
  const day = (of: number): string => `2014-03-${String(of).padStart(2, "0")}T12:00:00.000Z`;
  const names = ["accepted", "declined", "adjusted", "kept", "late", "waiting", "acting"];
  const open = ["waiting", "acting"];
  await store.insert(
    "alert_events",
    names.flatMap((name) => {
      const common = { alert: name, goal: `g-${name}`, log_partition: 1 };
      const raised = {
        ...common,
        step: "raised",
        owner: "dan",
        rule_id: "s",
        rule_version: "1",
        time: day(1),
      };
      const closed = { ...common, step: "closed", log_offset: 2, time: day(20) };
      return (open.includes(name) ? [raised] : [raised, closed]).map((row) => JSON.stringify(row));
    }),
  );
  const decided = (alert: string, decision: string): string =>
    JSON.stringify({ alert, goal: `g-${alert}`, option: "o", decision, time: day(5) });
  await store.insert("suggestion_events", [
    decided("accepted", "accepted"),
    decided("declined", "declined"),
    decided("acting", "accepted"),
  ]);
  const concluded = (name: string, decision: string, at: number): string =>
    JSON.stringify({ review: name, goal: `g-${name}`, step: "concluded", decision, time: day(at) });
  await store.insert("review_events", [
    concluded("adjusted", "adjust_plan", 10),
    concluded("kept", "keep", 10),
    concluded("late", "adjust_target", 21),
  ]);
  const rows = await store.query(alertActions());
  expect(rows.find(({ name }) => name === "dan")).toMatchObject({ alerts: 6, acted: 3 });
});
