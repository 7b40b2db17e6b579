import { goalSchema, scorecardSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { publicGoal } from "./alert-content.ts";
import { impactOf } from "./impact-of.ts";

const defined = <Definition>(id: string, definition: Definition): [string, Defined<Definition>] => [
  id,
  { id, definition, effectiveFrom: "2026-01-01", recordedAt: "", managedBy: "file", version: 1 },
];
const goal = (id: string, more: object = {}): [string, Defined<ReturnType<typeof goalSchema.parse>>] =>
  defined(
    id,
    goalSchema.parse({
      kind: "task",
      title: id,
      owner: "p",
      window: 2026,
      measure: { kpi: "k", to: 1 },
      ...more,
    }),
  );

function planOf(...goals: ReturnType<typeof goal>[]): PlanState {
  const items = [{ goal: "top", weight: 3 }, { goal: "secret" }];
  return {
    ...emptyPlan,
    goals: new Map(goals),
    scorecards: new Map([defined("board", scorecardSchema.parse({ items }))]),
  };
}

test("a goal is part of all goals above it, each with its share there, and of the scorecards that show one of them", () => {
  const plan = planOf(
    goal("g", { parent: "middle", weight: 2 }),
    goal("sister", { parent: "middle" }),
    goal("middle", { parent: "top" }),
    goal("top"),
    goal("secret", { private: true }),
  );
  // What is private counts in nobody's share: else it could be read from it.
  expect(impactOf(plan)("g")).toEqual({
    goals: [
      { goal: "middle", title: "middle", owner: "p", weight: 2, share: 0.666666666667 },
      { goal: "top", title: "top", owner: "p", weight: 1, share: 1 },
    ],
    scorecards: [{ scorecard: "board", name: "board", goal: "top", share: 1 }],
  });
});

test("private goals are not named, what is above them is, and a goal of its own is part of nothing", () => {
  const plan = planOf(
    goal("g", { parent: "secret" }),
    goal("secret", { private: true, parent: "top" }),
    goal("top"),
  );
  expect(impactOf(plan)("g").goals.map((above) => above.goal)).toEqual(["top"]);
  expect(impactOf(planOf(goal("alone")))("alone")).toEqual({ goals: [], scorecards: [] });
});

test("of an owner who left the successor is named, here and where a goal below is to be helped", () => {
  const followed = (person: string, successor: string): PlanState["recipients"] =>
    new Map([defined(person, { channels: [], successor } as never)]);
  const plan = {
    ...planOf(goal("g", { parent: "top" }), goal("top"), goal("secret", { private: true })),
    recipients: followed("p", "quinn"),
  };
  expect(impactOf(plan)("g").goals).toMatchObject([{ goal: "top", owner: "quinn" }]);
  expect(publicGoal(plan, "top")).toEqual({ title: "top", owner: "quinn" });
  expect([publicGoal(plan, "secret"), publicGoal(plan, "nowhere")]).toEqual([undefined, undefined]);
});
