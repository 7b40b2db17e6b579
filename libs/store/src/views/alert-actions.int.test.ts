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
