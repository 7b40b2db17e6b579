import type { Goal } from "@milepost/contracts";
import { goalSchema, recipientSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { escalationChain, successorOf } from "./escalation-chain.ts";
import { emptyPlan } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

function goalOf(owner: string, parent?: string): Goal {
  const measure = { kpi: "output", to: 1 };
  return goalSchema.parse({ kind: "annual_goal", title: owner, owner, window: 2026, measure, parent });
}

const DATES = { effectiveFrom: "2026-01-01", recordedAt: "2026-01-01T00:00:00Z" } as const;

/** What the plan says of people who left, by who has followed. */
function followedBy(successors: Readonly<Record<string, string>>): PlanState["recipients"] {
  const defined = Object.entries(successors).map(([id, successor]) => {
    const definition = recipientSchema.parse({ channels: [], successor });
    return [id, { id, definition, ...DATES, managedBy: "file" as const, version: 1 }] as const;
  });
  return new Map(defined);
}

interface Saying {
  readonly escalateTo?: string[];
  readonly successors?: Readonly<Record<string, string>>;
}

function chainOf(
  goals: Readonly<Record<string, Goal>>,
  { escalateTo, successors = {} }: Saying = {},
): readonly string[] {
  const defined = Object.entries(goals).map(([id, definition]) => {
    return [id, { id, definition, ...DATES, managedBy: "file" as const, version: 1 }] as const;
  });
  const alerting = { ...emptyPlan.alerting, escalateTo };
  const plan = { goals: new Map(defined), alerting, recipients: followedBy(successors) };
  return escalationChain(goals["own"] as Goal, plan);
}

test("first the owners of the goals above, the nearest first, then the people that the plan names; nobody twice, and not the owner", () => {
  const goals = { own: goalOf("ann", "team"), team: goalOf("bob", "company"), company: goalOf("cleo") };
  expect(chainOf(goals)).toEqual(["bob", "cleo"]);
  expect(chainOf(goals, { escalateTo: ["dan", "bob", "ann"] })).toEqual(["bob", "cleo", "dan"]);
});

test("of those who left, whoever followed", () => {
  const goals = { own: goalOf("ann", "team"), team: goalOf("bob") };
  const successors = { bob: "eve", eve: "dan", ann: "fay" };
  expect(chainOf(goals, { escalateTo: ["fay", "gil"], successors })).toEqual(["dan", "gil"]);
});

test("goals that are each other's parents, and successors of each other, end", () => {
  expect(chainOf({ own: goalOf("ann", "team"), team: goalOf("bob", "own") })).toEqual(["bob"]);
  expect(["ann", "bob"]).toContain(successorOf("ann", followedBy({ ann: "bob", bob: "ann" })));
});
