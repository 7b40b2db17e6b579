import { goalSchema, recipientSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { composeMessage, mayBeToldAt } from "./compose-message.ts";
import type { Telling, TellingView } from "./tellings.ts";

function telling(goal: string | null, chance: number | null, alert: string | null = goal): Telling {
  const chances = chance === null ? [] : [{ period: "2026-09", chance }];
  const telling = `${goal}/${alert}`;
  const headline = `About ${goal}`;
  return {
    telling,
    person: "ann",
    alert,
    goal,
    headline,
    lines: [],
    page: "/alerts",
    chances,
    raiseBelow: 0.5,
  };
}

const subjectOf = (...tellings: readonly Telling[]): string =>
  composeMessage(emptyPlan, tellings, { person: "ann", now: 0 }).subject;

test("a message about one thing says it in its subject", () => {
  expect(subjectOf(telling("orders", 0.3))).toBe("About orders");
});

test("a message about several goals names the one with the least chance in its subject", () => {
  const [unknown, orders, scrap] = [telling("web", null), telling("orders", 0.3), telling("scrap", 0.2)];
  expect(subjectOf(unknown, orders, scrap)).toBe("3 goals of yours at risk: scrap and 2 more");
  expect(subjectOf(orders, telling(null, null))).toBe("1 goal of yours at risk: orders, 1 note on channels");
  expect(subjectOf(scrap, telling("web", 0.4, null), telling("orders", 0.3, null))).toBe(
    "1 goal of yours at risk: scrap, 2 goals of yours to look at again: orders and 1 more",
  );
  const silent = { ...telling("web", null, null), about: "silence" } as const;
  expect(subjectOf(silent, orders)).toBe(
    "1 goal of yours at risk: orders, 1 goal of yours that nothing comes in about: web",
  );
});

const defined = <Definition>(id: string, definition: Definition): [string, Defined<Definition>] => [
  id,
  { id, definition, effectiveFrom: "2026-01-01", recordedAt: "", managedBy: "file", version: 1 },
];

test("the subject of one alert names its goal by the title, where its headline does not", () => {
  const goal = (title: string): PlanState => ({
    ...emptyPlan,
    goals: new Map([
      defined(
        "orders",
        goalSchema.parse({ kind: "task", title, owner: "ann", window: 2026, measure: { kpi: "k", to: 1 } }),
      ),
    ]),
  });
  const subject = (plan: PlanState): string =>
    composeMessage(plan, [telling("orders", 0.3)], { person: "ann", now: 0 }).subject;
  expect(subject(goal("Win the north"))).toBe("Win the north – About orders");
  expect(subject(goal("orders"))).toBe("About orders");
});

test("when the week's messages are used up the rest waits for the next week, and what cannot wait does not", () => {
  const now = Date.parse("2026-11-26T12:00:00Z");
  const recipient = recipientSchema.parse({ channels: ["mail"], perWeek: 2 });
  const view = (used: number): TellingView =>
    ({
      plan: { ...emptyPlan, recipients: new Map([defined("ann", recipient)]) },
      deliveries: { messagesIn: () => used },
    }) as unknown as TellingView;
  const monday = Date.parse("2026-11-30T00:00:00Z");
  expect(mayBeToldAt(view(1), "ann", { now })).toBe(now);
  expect(mayBeToldAt(view(2), "ann", { now })).toBe(monday);
  expect(mayBeToldAt(view(2), "ann", { now, isUrgent: true })).toBe(now);
});
