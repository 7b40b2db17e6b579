import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import type { LeadTestRow } from "@milepost/store/queries/lead-tests";
import { expect, test } from "vitest";
import { leadSentence } from "./leads.ts";

function sentence(changes: Partial<LeadTestRow> | null): string {
  const { data } = EXAMPLE_EVENTS.leadTested;
  const row = { ...data, q_value: data.qValue, periods_needed: data.periodsNeeded, ...changes };
  return leadSentence({
    lead: { id: "calls", name: "Calls made" },
    follower: { id: "revenue", name: "Revenue" },
    effect: "increase",
    within: 6,
    hasPages: true,
    grain: "month",
    test: changes === null ? null : (row as unknown as LeadTestRow),
  }).replaceAll("\u00a0", " ");
}

test("a leader reads what the values say of a link, by how much, and what is missing", () => {
  expect(sentence({})).toBe(
    "“Calls made” leads “Revenue” by 2 months: supported. Knowing it makes the errors of forecasts of “Revenue” 12 % smaller.",
  );
  expect(sentence({ lag: 1, gain: 0.001 })).toBe(
    "“Calls made” leads “Revenue” by 1 month: supported. Knowing it makes forecasts of “Revenue” slightly better.",
  );
  expect(sentence({ verdict: "not_supported", q_value: 0.4 })).toBe(
    "“Calls made” leads “Revenue”: not supported by the values of 69 months. Within 6 months they go together no more than by chance.",
  );
  expect(sentence({ verdict: "not_supported", gain: -0.1 })).toBe(
    "“Calls made” leads “Revenue”: not supported by the values of 69 months. They go together, but knowing it did not make forecasts better.",
  );
  const not = { verdict: "not_testable", lag: null } as const;
  expect(sentence({ ...not, reason: "too_short", periods: 14 })).toBe(
    "“Calls made” leads “Revenue”: not testable yet: 14 of 36 months.",
  );
  expect(sentence({ ...not, reason: "grains_differ" })).toContain("different lengths");
  expect(sentence(null)).toBe("“Calls made” leads “Revenue”: not tested yet.");
});
