import { alertingSchema } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decideAlerts } from "./decide-alerts.ts";
import type { AlertDecision, AlertPoint, DecidedAlert } from "./decide-alerts.ts";

const alerting = alertingSchema.parse({});

function pointsOf(chances: readonly (number | null)[]): readonly AlertPoint[] {
  return chances.map((pHit, index) => ({ period: `p${String(index).padStart(2, "0")}`, pHit }));
}

const decide = (...chances: (number | null)[]): readonly AlertDecision[] =>
  decideAlerts(pointsOf(chances), [], alerting);

/** What the log holds after decisions were appended. */
function appended(
  points: readonly AlertPoint[],
  known: readonly DecidedAlert[],
  decisions: readonly AlertDecision[],
): readonly DecidedAlert[] {
  const periodAt = (at: number | null): string | null => (at === null ? null : (points[at]?.period ?? null));
  const cleared = known.map((one) => {
    const clear = decisions.find((each) => each.kind === "clear" && each.alert === one.alert);
    return clear === undefined ? one : { ...one, clearedPeriod: periodAt(clear.at) };
  });
  const raised = decisions.flatMap((each) => {
    if (each.kind === "clear") return [];
    const period = periodAt(each.at) ?? "";
    return [{ alert: `a-${period}`, period, clearedPeriod: periodAt(each.clearedAt) }];
  });
  return [...cleared, ...raised];
}

test("raised in the second consecutive period below the threshold, not in the first", () => {
  expect(decide(0.4)).toEqual([]);
  expect(decide(0.7, 0.4, 0.3)).toEqual([{ kind: "raise", at: 2, firstBelow: 1, clearedAt: null }]);
});

test("below is strictly below, above is strictly above", () => {
  expect(decide(0.5, 0.5, 0.5)).toEqual([]);
  expect(decide(0.4, 0.4, 0.65, 0.65)).toMatchObject([{ kind: "raise", clearedAt: null }]);
  expect(decide(0.4, 0.4, 0.66, 0.66)).toMatchObject([{ kind: "raise", clearedAt: 3 }]);
});

test("cleared in the second consecutive period above, not in the first: one good month is no recovery", () => {
  expect(decide(0.4, 0.4, 0.9, 0.6, 0.9, 0.4, 0.4)).toMatchObject([{ at: 1, clearedAt: null }]);
  expect(decide(0.4, 0.4, 0.9, null, 0.9)).toMatchObject([{ at: 1, clearedAt: null }]);
});

test("an unknown chance breaks the run and clears nothing", () => {
  expect(decide(0.4, null, 0.4)).toEqual([]);
  expect(decide(0.4, 0.4, null, 0.4, 0.4)).toHaveLength(1);
  expect(decide(0.4, 0.4, null)).toMatchObject([{ clearedAt: null }]);
});

test("between the thresholds nothing changes: hysteresis", () => {
  expect(decide(0.4, 0.4, 0.6, 0.4, 0.4)).toHaveLength(1);
});

test("fires once, and again only when two periods have passed since it was cleared: what comes and goes sooner is noise", () => {
  expect(decide(0.4, 0.4, 0.4, 0.4)).toHaveLength(1);
  expect(decide(0.4, 0.4, 0.9, 0.9, 0.4, 0.4)).toHaveLength(1);
  expect(decide(0.4, 0.4, 0.9, 0.9, 0.4, 0.4, 0.4)).toMatchObject([
    { at: 1, clearedAt: 3 },
    { at: 6, firstBelow: 4, clearedAt: null },
  ]);
  expect(decide(0.4, 0.4, 0.9, 0.9, 0.9, 0.4, 0.4)).toMatchObject([{ at: 1 }, { at: 6, firstBelow: 5 }]);
  const cleared = [{ alert: "a-p01", period: "p01", clearedPeriod: "p03" }];
  expect(decideAlerts(pointsOf([0.4, 0.4, 0.9, 0.9, 0.4, 0.4]), cleared, alerting)).toEqual([]);
});

const chance = fc.option(fc.constantFrom(0.1, 0.49, 0.5, 0.6, 0.65, 0.66, 0.9), { nil: null, freq: 6 });
const sequence = fc.array(chance, { maxLength: 24 });
const rules = fc.record({
  raiseBelow: fc.constant(0.5),
  clearAbove: fc.constant(0.65),
  periods: fc.integer({ min: 1, max: 4 }),
});

test("for any chances: every raise has its run, and two raises have a clearing between them", () => {
  fc.assert(
    fc.property(sequence, rules, (chances, alertingRules) => {
      const decisions = decideAlerts(pointsOf(chances), [], alertingRules);
      let armedFrom = 0;
      for (const decision of decisions) {
        if (decision.kind !== "raise") throw new Error("nothing stands in the log to clear");
        const run = chances.slice(decision.firstBelow, decision.at + 1);
        expect(run.length).toBeGreaterThanOrEqual(alertingRules.periods);
        expect(run.every((pHit) => pHit !== null && pHit < alertingRules.raiseBelow)).toBe(true);
        expect(decision.at).toBeGreaterThanOrEqual(armedFrom);
        armedFrom = (decision.clearedAt ?? Number.POSITIVE_INFINITY) + 1;
      }
      const runs = decisions.flatMap((one) =>
        one.kind === "raise" && one.clearedAt !== null
          ? [chances.slice(one.clearedAt + 1 - alertingRules.periods, one.clearedAt + 1)]
          : [],
      );
      expect(runs.flat().every((pHit) => (pHit ?? 0) > alertingRules.clearAbove)).toBe(true);
    }),
  );
});

test("for any chances: deciding again decides nothing, and month by month ends where all at once ends", () => {
  fc.assert(
    fc.property(sequence, rules, (chances, alertingRules) => {
      const points = pointsOf(chances);
      const atOnce = appended(points, [], decideAlerts(points, [], alertingRules));
      expect(decideAlerts(points, atOnce, alertingRules)).toEqual([]);
      let stepwise: readonly DecidedAlert[] = [];
      for (let length = 1; length <= points.length; length += 1) {
        const seen = points.slice(0, length);
        stepwise = appended(seen, stepwise, decideAlerts(seen, stepwise, alertingRules));
      }
      expect(stepwise).toEqual(atOnce);
    }),
  );
});

test("for any chances that another model gives later: no alert is raised while one stands, none is cleared twice, and once is enough", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(chance, chance), { maxLength: 24 }), rules, (chances, alertingRules) => {
      const [before, after] = [chances.map(([one]) => one), chances.map(([, one]) => one)];
      const known = appended(pointsOf(before), [], decideAlerts(pointsOf(before), [], alertingRules));
      const points = pointsOf(after);
      const decisions = decideAlerts(points, known, alertingRules);
      const cleared = decisions.flatMap((one) => (one.kind === "clear" ? [one.alert] : []));
      expect(known.filter((one) => cleared.includes(one.alert) && one.clearedPeriod !== null)).toEqual([]);
      expect(cleared.length).toBe(new Set(cleared).size);
      const all = appended(points, known, decisions);
      const standing = all.filter(({ clearedPeriod }) => clearedPeriod === null);
      const stoodBefore = known.filter(({ clearedPeriod }) => clearedPeriod === null);
      expect(standing.length).toBeLessThanOrEqual(Math.max(1, stoodBefore.length));
      expect(decideAlerts(points, all, alertingRules)).toEqual([]);
    }),
  );
});
