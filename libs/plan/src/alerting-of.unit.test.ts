import { alertingSchema } from "@milepost/contracts";
import { expect, it } from "vitest";
import { alertingOf, hysteresisOf } from "./alerting-of.ts";

const goal = (kind: "wig" | "key_result", commitment: "committed" | "aspirational") => ({ kind, commitment });

it("a committed goal alerts on its target, an aspirational one on 70 % of the way, where nothing else is said", () => {
  const alerting = alertingSchema.parse({});
  expect(alertingOf(alerting, goal("wig", "committed"))).toEqual({ ...alerting, reach: 1 });
  expect(alertingOf(alerting, goal("wig", "aspirational"))).toEqual({ ...alerting, reach: 0.7 });
});

it("what is said of a kind counts before what is said of a commitment, and both before what is said of all", () => {
  const alerting = alertingSchema.parse({
    raiseBelow: 0.4,
    aspirational: { reach: 0.6, periods: 3, raiseBelow: 0.3 },
    kinds: { wig: { periods: 1, reach: 1 } },
  });
  expect(alertingOf(alerting, goal("wig", "aspirational"))).toMatchObject({
    reach: 1,
    periods: 1,
    raiseBelow: 0.3,
    clearAbove: 0.65,
  });
  expect(alertingOf(alerting, goal("key_result", "aspirational"))).toMatchObject({ reach: 0.6, periods: 3 });
  expect(alertingOf(alerting, goal("key_result", "committed"))).toMatchObject({
    raiseBelow: 0.4,
    periods: 2,
  });
});

it("a goal whose costs are known alerts only where P(miss) times the cost of missing is more than looking costs", () => {
  const goal = { kind: "annual_goal", commitment: "committed" } as const;
  const below = (costOfMiss?: number, costs: object = { costOfInvestigation: 20 }): number =>
    alertingOf(alertingSchema.parse(costs), { ...goal, costOfMiss }).raiseBelow;
  expect(below(25)).toBeCloseTo(0.2, 12);
  expect(below(10)).toBe(0);
  expect(below(1_000)).toBe(0.5);
  expect(below()).toBe(0.5);
  expect(below(25, {})).toBe(0.5);
});

it("what counts as improved is as stated, however low costs make the threshold", () => {
  const alerting = alertingSchema.parse({ costOfInvestigation: 3_000, kinds: { wig: { clearAbove: 0.8 } } });
  expect(hysteresisOf(alerting, { ...goal("wig", "committed"), costOfMiss: 4_000 })).toBeCloseTo(0.3, 12);
  const other = { ...goal("key_result", "committed"), costOfMiss: 4_000 };
  expect(alertingOf(alerting, other).raiseBelow).toBe(0.25);
  expect(hysteresisOf(alerting, other)).toBeCloseTo(0.15, 12);
});
