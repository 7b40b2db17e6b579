import type { MilepostEvent } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { createLedger } from "../ledger.ts";
import { measuredBy } from "../goal-case.fixture.ts";
import type { Ledger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { raisedAlertEvent } from "../testing/alert-world.ts";
import { alertClosings } from "./alert-closings.ts";

const ARCHIVED_AT = "2026-11-05T00:00:00.000Z";
const standing = new Map([["g", {} as never]]);

/** One alert of the goal `g`, and what else the log holds. */
function ledgerWith(...events: readonly object[]): Ledger {
  const ledger = createLedger();
  const all = [raisedAlertEvent(), ...events] as readonly MilepostEvent[];
  ledger.take(
    all.map((event, offset) => ({
      event,
      record: { topic: "assessments", partition: 0, offset, key: "g", value: event, text: "" },
    })),
  );
  return ledger;
}

function closing(goal: string, fields: object): object {
  const data = {
    goal,
    asOf: "2027-01-01T00:00:00.000Z",
    outcome: "miss",
    actual: 1,
    target: 2,
    inputsPosition: {},
  };
  return {
    type: "milepost.goal.closed.v1",
    id: `${goal}-closed`,
    time: data.asOf,
    data: { ...data, ...fields },
  };
}

/** The alerted goal in some window. */
const during = (window: unknown): readonly MeasuredGoal[] => [measuredBy({ to: 9 }, { window })];

const ends = (
  ledger: Ledger,
  plan: Partial<typeof emptyPlan>,
  goals: readonly MeasuredGoal[] = during(2026),
): readonly unknown[] => alertClosings({ goals, ledger }, { ...emptyPlan, ...plan }).map(({ data }) => data);

test("an alert ends with its goal's outcome; unscored says why", () => {
  expect(ends(ledgerWith(), { goals: standing })).toEqual([]);
  expect(ends(ledgerWith(closing("g", {})), { goals: standing })).toMatchObject([{ outcome: "miss" }]);
  const noTarget = closing("g", { outcome: "unscored", target: null });
  expect(ends(ledgerWith(noTarget), { goals: standing })).toMatchObject([{ reason: "no_target" }]);
  const noActual = closing("g", { outcome: "unscored", actual: null });
  expect(ends(ledgerWith(noActual), { goals: standing })).toMatchObject([{ reason: "no_actual" }]);
});

test("an outcome that is told, taken back and told again as of the same moment stands under an id of its own each time, whoever decides", () => {
  const log: object[] = [];
  const told = ["hit", "miss", "hit", "miss"].map((outcome, step) => {
    const actual = outcome === "hit" ? 3 : 1;
    log.push({ ...closing("g", { outcome, actual }), id: `g-closed-${step}` });
    const decide = (): string[] =>
      alertClosings(
        { goals: during(2026), ledger: ledgerWith(...log) },
        { ...emptyPlan, goals: standing },
      ).map(({ id, data }) => {
        log.push({ type: "milepost.alert.closed.v1", id, time: ARCHIVED_AT, data });
        return id;
      });
    const [id] = decide();
    expect(decide()).toEqual([]);
    return id;
  });
  expect(new Set(told).size).toBe(4);
});

test("an alert of a goal that left the plan ends unscored, and with the outcome after all when there is one", () => {
  const archived = new Map([["goal/g", ARCHIVED_AT]]);
  expect(ends(ledgerWith(), { archived })).toMatchObject([
    { outcome: "unscored", reason: "goal_archived", asOf: ARCHIVED_AT },
  ]);
  const ended = { alert: "g-2026-09", goal: "g", asOf: ARCHIVED_AT, outcome: "unscored" };
  const closed = { type: "milepost.alert.closed.v1", id: "c", time: ARCHIVED_AT, data: ended };
  expect(ends(ledgerWith(closed), { archived })).toEqual([]);
  expect(ends(ledgerWith(closed, closing("g", {})), { goals: standing })).toMatchObject([
    { outcome: "miss" },
  ]);
});

test("an alert of a goal that was renamed ends with what becomes of it under its new name", () => {
  const renamed = {
    archived: new Map([["goal/g", ARCHIVED_AT]]),
    renamed: new Map([["goal/g", "h"]]),
    goals: new Map([["h", {} as never]]),
  };
  expect(ends(ledgerWith(), renamed)).toEqual([]);
  expect(ends(ledgerWith(closing("h", { outcome: "hit" })), renamed)).toMatchObject([
    { goal: "g", outcome: "hit" },
  ]);
});

/** What the alert of 2026-09 was told of how its goal ended. */
const told = (outcome: string, asOf: string): object => ({
  type: "milepost.alert.closed.v1",
  id: `told-${outcome}`,
  time: asOf,
  data: { alert: "g-2026-09", goal: "g", asOf, outcome },
});

test("the outcome of an earlier window ends no alert of the window that the goal has now, however late it was known", () => {
  const ended2025 = closing("g", { asOf: "2026-01-01T00:00:00.000Z" });
  expect(ends(ledgerWith(ended2025), { goals: standing })).toEqual([]);
  const ended2025Late = closing("g", { asOf: "2026-11-20T00:00:00.000Z" });
  expect(ends(ledgerWith(ended2025Late), { goals: standing })).toEqual([]);
});

test("an alert ends with the window in which it was raised, and keeps that outcome when the goal goes on in another one", () => {
  const ended2026 = closing("g", { asOf: "2027-01-01T00:00:00.000Z" });
  const ended2027 = { ...closing("g", { asOf: "2028-01-01T00:00:00.000Z", outcome: "hit" }), id: "later" };
  const inTime = ledgerWith(ended2026, told("miss", "2027-01-01T00:00:00.000Z"), ended2027);
  expect(ends(inTime, { goals: standing }, during(2027))).toEqual([]);
  // Nobody had told it before the window moved on.
  expect(ends(ledgerWith(ended2026, ended2027), { goals: standing }, during(2027))).toMatchObject([
    { outcome: "miss" },
  ]);
  // Only the due date was moved: it was about the earlier one.
  const untilMarch = during({ from: "2026-01-01", to: "2027-03-31" });
  const longer = { ...closing("g", { asOf: "2027-04-01T00:00:00.000Z", outcome: "hit" }), id: "longer" };
  const moved = ledgerWith(ended2026, told("miss", "2027-01-01T00:00:00.000Z"), longer);
  expect(ends(moved, { goals: standing }, untilMarch)).toEqual([]);
  expect(ends(inTime, { archived: new Map([["goal/g", "2028-02-01T00:00:00.000Z"]]) }, [])).toEqual([]);
});

test("an alert that was told the outcome of an earlier window before it was raised gets that of its own", () => {
  const wrongly = told("miss", "2026-01-01T00:00:00.000Z");
  const log = ledgerWith(wrongly, closing("g", { outcome: "hit" }));
  expect(ends(log, { goals: standing })).toMatchObject([{ outcome: "hit" }]);
});
