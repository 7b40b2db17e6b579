import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import { emptyPlan, evolve } from "@milepost/plan";
import { expect, it } from "vitest";
import { checkInDueAt } from "./check-ins.ts";

/** A goal whose definition says something from an instant on. */
const says = (definition: object, at: string, id = "g"): MilepostEvent => ({
  specversion: "1.0",
  id: `${id}@${at}`,
  source: "//test",
  time: at,
  recordedtime: at,
  type: "milepost.goal.defined.v1",
  data: {
    id,
    effectiveFrom: at.slice(0, 10),
    managedBy: "file",
    definition: goalSchema.parse({
      kind: "wig",
      title: "G",
      owner: "ann",
      window: 2026,
      measure: { kpi: "k", to: 1 },
      ...definition,
    }),
  },
});

const NOV = "2026-11-01T00:00:00.000Z";
const DEC_10 = "2026-12-10T12:00:00.000Z";
const DEC_15 = "2026-12-15T15:00:00.000Z";
const DEC_20 = "2026-12-20T00:00:00.000Z";

const dueAfter = (
  events: readonly MilepostEvent[],
  { last, now = DEC_20, id = "g" }: { readonly last?: string; readonly now?: string; readonly id?: string },
): string | null => {
  const plan = evolve(emptyPlan, events);
  const goal = plan.goals.get(id)?.definition ?? expect.fail("there is no such goal");
  const newest = last === undefined ? undefined : { at: Date.parse(last) };
  const due = checkInDueAt(plan, { id, goal, newest, now: Date.parse(now) });
  return due === null ? null : new Date(due).toISOString();
};

const monthly = says({ cadence: "monthly" }, NOV);
const last = "2026-11-30T14:00:00.000Z";

it("a check-in is due a cadence after the last one, else after the goal's first day, though its plan was written later", () => {
  expect(dueAfter([monthly], { last })).toBe("2026-12-30T14:00:00.000Z");
  expect(dueAfter([monthly], {})).toBe("2026-02-01T00:00:00.000Z");
  expect(dueAfter([says({}, NOV)], { last })).toBeNull();
  expect(dueAfter([says({ cadence: "monthly", checkIns: false }, NOV)], { last })).toBeNull();
});

it("S-015 another cadence counts from when the plan says it: no check-in is overdue because it was asked for more often", () => {
  const weekly = says({ cadence: "weekly" }, DEC_15);
  expect(dueAfter([monthly, weekly], { last })).toBe("2026-12-22T15:00:00.000Z");
  expect(dueAfter([monthly, weekly], { last: "2026-12-16T08:00:00.000Z" })).toBe("2026-12-23T08:00:00.000Z");
  expect(dueAfter([says({}, NOV), weekly], { last })).toBe("2026-12-22T15:00:00.000Z");
  const renamed = says({ cadence: "weekly", renamedFrom: "g" }, DEC_20, "h");
  expect(dueAfter([monthly, weekly, renamed], { last, id: "h" })).toBe("2026-12-22T15:00:00.000Z");
});

it("S-015 a due date that had come stays as it was, whatever the plan asks for since; the same cadence in other words changes none", () => {
  const weekly = says({ cadence: "weekly" }, NOV);
  const [overdue, sameWords] = [says({ cadence: "monthly" }, DEC_10), says({ cadence: "P7D" }, DEC_10)];
  expect(dueAfter([weekly, overdue], { last })).toBe("2026-12-07T14:00:00.000Z");
  expect(dueAfter([monthly, says({ cadence: "P1M", title: "Other" }, DEC_15)], { last })).toBe(
    "2026-12-30T14:00:00.000Z",
  );
  expect(dueAfter([weekly, sameWords], { last: DEC_10 })).toBe("2026-12-17T12:00:00.000Z");
  expect(dueAfter([weekly, says({}, DEC_10)], { last })).toBeNull();
  expect(dueAfter([weekly, says({}, DEC_10), says({ cadence: "weekly" }, DEC_15)], { last })).toBe(
    "2026-12-22T15:00:00.000Z",
  );
});

it("nothing is due once a goal's window is over, when a check-in is refused", () => {
  expect(dueAfter([monthly], { last, now: "2026-12-31T23:59:59.000Z" })).toBe("2026-12-30T14:00:00.000Z");
  expect(dueAfter([monthly], { last, now: "2027-01-01T00:00:00.000Z" })).toBeNull();
});
