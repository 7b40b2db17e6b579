import type { Alerting, Goal } from "@milepost/contracts";
import { goalSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { escalationChain, successorOf } from "./escalation-chain.ts";

function goalOf(owner: string, parent?: string): Goal {
  const measure = { kpi: "output", to: 1 };
  return goalSchema.parse({ kind: "annual_goal", title: owner, owner, window: 2026, measure, parent });
}

function chainOf(goals: Readonly<Record<string, Goal>>, alerting: Partial<Alerting> = {}): readonly string[] {
  const dates = { effectiveFrom: "2026-01-01", recordedAt: "2026-01-01T00:00:00Z" } as const;
  const defined = Object.entries(goals).map(([id, definition]) => {
    return [id, { id, definition, ...dates, managedBy: "file" as const, version: 1 }] as const;
  });
  const plan = { goals: new Map(defined), alerting: { ...emptyPlan.alerting, ...alerting } };
  return escalationChain(goals["own"] as Goal, plan);
}

test("first the owners of the goals above, the nearest first, then the people that the plan names; nobody twice, and not the owner", () => {
  const goals = { own: goalOf("ann", "team"), team: goalOf("bob", "company"), company: goalOf("cleo") };
  expect(chainOf(goals)).toEqual(["bob", "cleo"]);
  expect(chainOf(goals, { escalateTo: ["dan", "bob", "ann"] })).toEqual(["bob", "cleo", "dan"]);
});

test("of those who left, their successors", () => {
  const goals = { own: goalOf("ann", "team"), team: goalOf("bob") };
  const successors = { bob: "eve", eve: "dan", ann: "fay" };
  expect(chainOf(goals, { escalateTo: ["fay", "gil"], successors })).toEqual(["dan", "gil"]);
});

test("goals that are each other's parents, and successors of each other, end", () => {
  expect(chainOf({ own: goalOf("ann", "team"), team: goalOf("bob", "own") })).toEqual(["bob"]);
  expect(["ann", "bob"]).toContain(successorOf("ann", { ann: "bob", bob: "ann" }));
});
