import type { MilepostEvent } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { createLedger } from "../ledger.ts";
import type { Ledger } from "../ledger.ts";
import { raisedAlertEvent } from "../testing/alert-world.ts";
import { alertClosings } from "./alert-events.ts";

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
    asOf: "2026-12-31T00:00:00.000Z",
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

const ends = (ledger: Ledger, plan: Partial<typeof emptyPlan>): readonly unknown[] =>
  alertClosings({ ledger }, { ...emptyPlan, ...plan }).map(({ data }) => data);

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
      alertClosings({ ledger: ledgerWith(...log) }, { ...emptyPlan, goals: standing }).map(({ id, data }) => {
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
