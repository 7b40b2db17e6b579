import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import { expect, it } from "vitest";
import { evolve } from "./evolve.ts";
import { allIds, formerIds } from "./former-ids.ts";
import { currentId, emptyPlan } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

const goal = { kind: "annual_goal", title: "T", owner: "ann", window: 2026, measure: { kpi: "k", to: 1 } };

function defined(id: string, renamedFrom?: string): MilepostEvent {
  const definition = goalSchema.parse({ ...goal, ...(renamedFrom !== undefined && { renamedFrom }) });
  return event("milepost.goal.defined.v1", {
    id,
    definition,
    effectiveFrom: "2026-01-01",
    managedBy: "file",
  });
}

function archived(id: string): MilepostEvent {
  return event("milepost.definition.archived.v1", { kind: "goal", id, reason: "left the plan file" });
}

function event(type: string, data: object): MilepostEvent {
  const envelope = { specversion: "1.0", source: "//test", time: "2026-01-01T00:00:00.000Z" };
  return { ...envelope, id: JSON.stringify(data), type, data } as unknown as MilepostEvent;
}

const planOf = (...events: readonly MilepostEvent[]): PlanState => evolve(emptyPlan, events);
const rename = (from: string, to: string): readonly MilepostEvent[] => [defined(to, from), archived(from)];

it("a goal is found by any id that it ever had, however often it was renamed", () => {
  const plan = planOf(defined("a"), ...rename("a", "b"), ...rename("b", "c"), defined("other"));
  for (const id of ["a", "b", "c"]) expect(allIds(plan, "goal", id), id).toEqual(["a", "b", "c"]);
  expect(formerIds(plan, "goal", "b")).toEqual(["a", "b"]);
  expect(allIds(plan, "goal", "other")).toEqual(["other"]);
  expect(allIds(plan, "goal", "nobody")).toEqual(["nobody"]);
});

it("a goal that is renamed back keeps what was said under the name between", () => {
  const plan = planOf(defined("a"), ...rename("a", "b"), ...rename("b", "a"));
  expect(allIds(plan, "goal", "b")).toEqual(["b", "a"]);
  expect([...plan.goals.keys()]).toEqual(["a"]);
});

it("another goal under a former id is another goal, and one that was there before takes no other one's place", () => {
  expect(allIds(planOf(defined("a"), ...rename("a", "b"), defined("a")), "goal", "b")).toEqual(["b"]);
  const both = planOf(defined("a"), defined("b"), archived("a"), defined("b", "a"));
  expect(currentId(both, "goal", "a")).toBe("a");
});
