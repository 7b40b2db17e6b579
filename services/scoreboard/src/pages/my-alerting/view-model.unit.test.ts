import { alertingSchema, goalSchema, recipientSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { expect, it } from "vitest";
import { myAlertingView } from "./view-model.ts";

const defined = <Definition>(id: string, definition: Definition): readonly [string, Defined<Definition>] => [
  id,
  { id, definition, effectiveFrom: "2014-01-01", recordedAt: "", managedBy: "file", version: 1 },
];
const goal = (commitment: string) =>
  goalSchema.parse({
    kind: "annual_goal",
    title: "G",
    owner: "kim",
    window: 2014,
    measure: { kpi: "k", from: 0, to: 1 },
    commitment,
  });
const plan: PlanState = {
  ...emptyPlan,
  people: new Map([["kim", { name: "Kim", email: "kim@example.org" }]]),
  goals: new Map([
    defined("a", goal("committed")),
    defined("b", goal("committed")),
    defined("c", goal("aspirational")),
  ]),
  alerting: alertingSchema.parse({ acknowledgeWithin: "P14D" }),
  recipients: new Map([
    defined(
      "kim",
      recipientSchema.parse({
        channels: ["chat", "mail"],
        quietHours: { from: "20:00", to: "07:00" },
        perWeek: 8,
      }),
    ),
  ]),
};

it("says by what a person is told, what is used of the budget, and what their goals go by", () => {
  const view = myAlertingView({ plan, person: "kim", used: 3 });
  expect(view.headline).toBe("Kim is told by chat, else by mail: 3 of 8 messages of this week are used.");
  expect(view.thresholds.map(({ goals, looksAt, raised }) => [goals, looksAt, raised])).toEqual([
    ["2 goals: committed annual goal", "the target", "below 50\u00a0% for 2 periods"],
    [
      "1 goal: aspirational annual goal",
      "70\u00a0% of the way to the target",
      "below 50\u00a0% for 2 periods",
    ],
  ]);
});

it("shows the exact lines of the plan file, and says where it says nothing of a person", () => {
  expect(myAlertingView({ plan, person: "kim", used: 0 }).lines).toBe(
    [
      "recipients:",
      "  kim:",
      "    channels: [chat, mail]",
      '    quietHours: { from: "20:00", to: "07:00" }',
      "    perWeek: 8",
    ].join("\n"),
  );
  const none = myAlertingView({ plan: { ...plan, recipients: new Map() }, person: "kim", used: 0 });
  expect(none.headline).toBe("Kim is told of alerts by the page alone.");
  expect(none.managed).toContain("The plan says nothing of Kim alone.");
});
