import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { composeMessage } from "./compose-message.ts";
import type { Telling } from "./tellings.ts";

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
