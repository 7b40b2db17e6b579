import { expect, test } from "vitest";
import { assessmentId, assessmentOf, restsOn } from "./assessment-of.ts";
import type { AssessmentBasis } from "./assessment-of.ts";
import { goalCase } from "./goal-case.ts";
import { measuredBy, reading, steady } from "./goal-case.fixture.ts";
import { learn } from "./learning.ts";
import { createLedger } from "./ledger.ts";

const MOMENT = Date.parse("2026-10-01T00:00:00Z");
const basisAt = (asOf: number): AssessmentBasis =>
  ({ goalCase: { measured: { id: "otd" } }, asOf }) as unknown as AssessmentBasis;

test("what is assessed again on an older basis while the clock stands still has an id of its own, and made again the same one", () => {
  let before: { readonly id: string; readonly asOf: number } | undefined;
  const ids = ["a", "b", "a", "b", "c", "a"].map((digest) => {
    const id = assessmentId(basisAt(MOMENT), digest, before);
    expect(assessmentId(basisAt(MOMENT), digest, before)).toBe(id);
    expect([restsOn(id, digest), restsOn(id, "x")]).toEqual([true, false]);
    before = { id, asOf: MOMENT };
    return id;
  });
  expect(new Set(ids).size).toBe(ids.length);
  const later = assessmentId(basisAt(MOMENT + 1), "a", before);
  expect(later).toBe(assessmentId(basisAt(MOMENT + 1), "a", undefined));
});

test("what any period decides was crossed in the first one that met it, and a limit that was broken is crossed in none", () => {
  const asOf = Date.parse("2026-07-01T00:00:00Z");
  const learned = learn(createLedger(), { asOf, periodsLeft: 6, grain: "month", below: 0 });
  // Of the months of 2026, March stood apart.
  const known = reading(steady(30).with(26, 20));
  const made = (measure: object, direction: string): object => {
    const measured = measuredBy(measure, { kpi: { behaviour: "stock", direction } });
    return assessmentOf({
      goalCase: goalCase(measured, 5, known),
      learned,
      asOf,
      backtest: false,
      position: {},
    });
  };
  const decided = { requiredRate: null, requiredRateReached: null, lastActionPeriod: null };
  expect(made({ to: 15, evaluation: "first-hit" }, "increase")).toMatchObject({
    pHit: 1,
    crossingPeriod: "2026-03",
    ...decided,
  });
  expect(made({ to: 12, evaluation: "sustain" }, "decrease")).toMatchObject({
    pHit: 0,
    crossingPeriod: null,
    ...decided,
  });
});
