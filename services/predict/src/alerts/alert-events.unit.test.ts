import { alertingSchema } from "@milepost/contracts";
import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { MODEL_VERSION } from "@milepost/forecast";
import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { measuredBy } from "../goal-case.fixture.ts";
import { createLedger } from "../ledger.ts";
import type { Ledger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { logged, wordEvent } from "../testing/alert-world.ts";
import { alertClosings } from "./alert-closings.ts";
import { alertChanges } from "./alert-events.ts";
import type { AlertNews } from "./alert-events.ts";
import { lifeSteps } from "./life-steps.ts";

const alerting = alertingSchema.parse({});
const goal = (window: unknown = 2026): MeasuredGoal => measuredBy({ to: 9 }, { window });
const label = (month: number): string => `2026-${String(month).padStart(2, "0")}`;
/** When a month can be known. */
const after = (month: number): number => Date.UTC(2026, month, 1);

/** A log that is written on, and read from its beginning each time. */
class Log {
  private readonly events: object[] = [];
  say(...events: readonly object[]): void {
    this.events.push(...events);
  }
  get ledger(): Ledger {
    const ledger = createLedger();
    const records = this.events.map((event, offset) => ({ event, record: { offset } }));
    ledger.take(records as never);
    return ledger;
  }
  /** Chances of months, the first one 1, of a goal that is due in one of them. */
  assess(chances: Readonly<Record<number, number>>, id = "g", due = 12): void {
    for (const [month, pHit] of Object.entries(chances)) {
      const { reach: _reach, ...data } = EXAMPLE_EVENTS.assessmentMade.data;
      const asOf = new Date(after(Number(month))).toISOString();
      const place = { goal: id, period: label(Number(month)), periodsLeft: due - Number(month) };
      const own = { ...place, pHit, asOf, modelVersion: MODEL_VERSION };
      const assessed = { ...EXAMPLE_EVENTS.assessmentMade, id: `${id}@${asOf}`, data: { ...data, ...own } };
      this.say(assessed);
    }
  }
  /** Lets alerts be decided on after a month, as a round does, and gives what was said. */
  settle(measured: MeasuredGoal, month: number): readonly string[] {
    const said: AlertNews[] = [];
    const append = (news: readonly AlertNews[]): void => {
      said.push(...news);
      this.say(...news.map((one) => logged(one, after(month))));
    };
    const state = { goals: [measured], now: after(month) };
    append(alertChanges({ ...state, ledger: this.ledger }, alerting));
    const plan = { ...emptyPlan, goals: new Map([[measured.id, {} as never]]) };
    append(alertClosings({ ...state, ledger: this.ledger }, plan));
    // Whoever decides again decides nothing new: what is said twice would be told twice.
    append(alertChanges({ ...state, ledger: this.ledger }, alerting));
    append(alertClosings({ ...state, ledger: this.ledger }, plan));
    return said.map(({ id }) => id);
  }
}

const LOW = { 1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3, 5: 0.3, 6: 0.3 };

/** A goal's end as it stands in the log. */
function ended(asOf: number, outcome: "hit" | "miss" = "miss"): object {
  const { data } = EXAMPLE_EVENTS.goalClosed;
  const own = { goal: "g", outcome, asOf: new Date(asOf).toISOString(), actual: 1, target: 9 };
  return { ...EXAMPLE_EVENTS.goalClosed, id: `ended-${asOf}`, data: { ...data, ...own } };
}

/** The plan archives the goal some days into a month. */
function archived(month: number): MilepostEvent {
  const asOf = new Date(after(month - 1) + 9 * 86_400_000).toISOString();
  const data = { alert: "g-2026-02", goal: "g", asOf, outcome: "unscored", reason: "goal_archived" } as const;
  return logged({ type: "milepost.alert.closed.v1", id: "archived", key: "g", data }, Date.parse(asOf));
}

test("a goal that ended in an earlier window is alerted in the one that it has now, and ends with that", () => {
  const log = new Log();
  log.say(ended(after(0)));
  log.assess(LOW);
  expect(log.settle(goal(), 6)).toEqual(["g-2026-02"]);
  log.assess({ 7: 0.3, 8: 0.3, 9: 0.3, 10: 0.3, 11: 0.3 });
  log.say(ended(after(12), "hit"));
  expect(log.settle(goal(), 12)).toEqual([`g-2026-02-closed-hit-${after(12)}`]);
});

test("a goal whose due date moved on after it had ended is alerted again in the next period, once", () => {
  const log = new Log();
  const [short, long] = ["2026-05-31", "2026-12-31"].map((to) => goal({ from: "2026-01-01", to }));
  log.assess({ 1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3 });
  expect(log.settle(short as MeasuredGoal, 4)).toEqual(["g-2026-02"]);
  log.say(ended(after(5)));
  expect(log.settle(short as MeasuredGoal, 5)).toHaveLength(1);
  log.assess({ 5: 0.3 });
  expect(log.settle(long as MeasuredGoal, 5)).toEqual([]);
  log.assess({ 6: 0.3, 7: 0.3 });
  expect(log.settle(long as MeasuredGoal, 7)).toEqual(["g-2026-06"]);
  log.assess({ 8: 0.9, 9: 0.9, 10: 0.9, 11: 0.9 });
  expect(log.settle(long as MeasuredGoal, 11)).toEqual(["g-2026-06-cleared-2026-09"]);
  log.say(ended(after(12), "hit"));
  expect(log.settle(long as MeasuredGoal, 12)).toEqual([`g-2026-06-closed-hit-${after(12)}`]);
});

test("a goal that left the plan and came back is alerted again in the next period that is bad, and not before", () => {
  const log = new Log();
  log.assess({ 1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3 });
  expect(log.settle(goal(), 4)).toEqual(["g-2026-02"]);
  log.say(archived(5));
  expect(log.settle(goal(), 4)).toEqual([]);
  log.assess({ 5: 0.3 });
  expect(log.settle(goal(), 5)).toEqual(["g-2026-05"]);
  log.assess({ 6: 0.9, 7: 0.9, 8: 0.9, 9: 0.9, 10: 0.9, 11: 0.9 });
  expect(log.settle(goal(), 11)).toEqual(["g-2026-05-cleared-2026-07"]);
  log.say(ended(after(12), "hit"));
  expect(log.settle(goal(), 12).toSorted()).toEqual([
    `g-2026-02-closed-hit-${after(12)}`,
    `g-2026-05-closed-hit-${after(12)}`,
  ]);
});

test("one that came back and has recovered is not alerted, and what it was alerted of is not cleared after its end", () => {
  const log = new Log();
  log.assess({ 1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3 });
  log.settle(goal(), 4);
  log.say(archived(5));
  log.assess({ 5: 0.9, 6: 0.9, 7: 0.9, 8: 0.9, 9: 0.9, 10: 0.9, 11: 0.9 });
  expect(log.settle(goal(), 11)).toEqual([]);
  log.say(ended(after(12), "hit"));
  expect(log.settle(goal(), 12)).toEqual([`g-2026-02-closed-hit-${after(12)}`]);
});

test("an alert stays the only one of its cause when the window's start is moved, and is cleared like any other", () => {
  const log = new Log();
  const moved = goal({ from: "2026-04-01", to: "2026-12-31" });
  log.assess(LOW);
  expect(log.settle(goal(), 6)).toEqual(["g-2026-02"]);
  expect(log.settle(moved, 6)).toEqual([]);
  log.assess({ 7: 0.9, 8: 0.9 });
  expect(log.settle(moved, 8)).toEqual(["g-2026-02-cleared-2026-08"]);
});

test("an alert of a window that is over does not stand for the next one, though nobody was told how it ended", () => {
  const log = new Log();
  log.assess({ 1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3, 5: 0.3 }, "g", 6);
  expect(log.settle(goal({ from: "2026-01-01", to: "2026-06-30" }), 5)).toEqual(["g-2026-02"]);
  log.assess({ 7: 0.3, 8: 0.3 });
  expect(log.settle(goal({ from: "2026-07-01", to: "2026-12-31" }), 8)).toEqual(["g-2026-08"]);
});

test("an alert from before the window ends with it, and nothing is made of it afterwards", () => {
  const log = new Log();
  const moved = goal({ from: "2026-04-01", to: "2026-12-31" });
  log.assess(LOW);
  log.settle(goal(), 6);
  log.assess({ 7: 0.3, 8: 0.3, 9: 0.3, 10: 0.3, 11: 0.3 });
  log.say(ended(after(12)));
  expect(log.settle(moved, 12)).toEqual([`g-2026-02-closed-miss-${after(12)}`]);
});

test("an alert stays the only one of its cause when its goal is renamed: it lives on under its id, and is cleared", () => {
  const log = new Log();
  log.assess(LOW);
  expect(log.settle(goal(), 6)).toEqual(["g-2026-02"]);
  log.say(
    wordEvent("acknowledged", { id: "w", at: Date.parse("2026-06-10"), until: "2026-07-10" }, "g-2026-02"),
  );
  const renamed: MeasuredGoal = { ...goal(), id: "h", formerIds: ["g"] };
  log.assess({ ...LOW, 7: 0.3 }, "h");
  expect(log.settle(renamed, 7)).toEqual([]);
  const state = { goals: [renamed], ledger: log.ledger, now: Date.parse("2026-08-02") };
  expect(lifeSteps(state, emptyPlan).map(({ type }) => type)).toContain("milepost.alert.reopened.v1");
  log.assess({ 8: 0.9, 9: 0.9 }, "h");
  expect(log.settle(renamed, 9)).toEqual(["g-2026-02-cleared-2026-09"]);
});
