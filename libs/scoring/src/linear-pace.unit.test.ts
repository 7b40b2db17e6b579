import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePeriod } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { linearPace } from "./linear-pace.ts";
import type { LinearPaceInput } from "./linear-pace.ts";

const june = parsePeriod("2026-06", "month") as Period;
const goal = (measure: Partial<LinearPaceInput["goal"]["measure"]> = {}): LinearPaceInput["goal"] => ({
  window: 2026,
  measure: { kpi: "k", trajectory: { planned: "latest" }, evaluation: "at-due", ...measure } as never,
});
const input = (more: Partial<LinearPaceInput> = {}): LinearPaceInput => ({
  goal: goal(),
  kpi: { grain: "month", direction: "increase", restarts: undefined },
  addsUp: false,
  values: new Map([["2025-12", { actual: 40, planned: null }]]),
  actual: 70,
  target: 100,
  ...more,
});

test("the line runs from where the figure stood one period before the window to the target, by days", () => {
  // 30 June is day 180 of 364 behind 1 January: 40 + 60 × 180 / 364.
  const { expected, status } = linearPace(input(), june);
  expect(expected).toBeCloseTo(40 + (60 * 180) / 364, 9);
  expect(status).toBe("on_pace");
  expect(linearPace(input({ actual: 69 }), june).status).toBe("behind");
});

test("a figure that adds up starts at nothing, and its first day counts", () => {
  const { expected } = linearPace(input({ addsUp: true, values: new Map() }), june);
  expect(expected).toBeCloseTo((100 * 181) / 365, 9);
});

test("a figure that adds up over the year starts where it stood when the window begins within the year", () => {
  const july = { from: "2026-07-01", to: "2026-12-31" };
  const values = new Map([["2026-06", { actual: 40, planned: null }]]);
  const half = input({ goal: { ...goal(), window: july }, addsUp: true, values });
  const september = parsePeriod("2026-09", "month") as Period;
  expect(linearPace(half, september).expected).toBeCloseTo(40 + (60 * 92) / 184, 9);
  expect(linearPace({ ...half, values: new Map() }, september).expected).toBeNull();
  const turning = { ...goal(), window: { from: "2026-07-01", to: "2027-06-30" } };
  expect(linearPace({ ...half, goal: turning }, september).expected).toBeNull();
});

test("a figure that adds up over the year starts at nothing with the first week of an ISO year, too", () => {
  const year = { from: "2025-12-29", to: "2027-01-03" };
  const values = new Map([["2025-W52", { actual: 5000, planned: null }]]);
  const kpi = { grain: "week", direction: "increase", restarts: "year" } as const;
  const weekly = input({ goal: { ...goal(), window: year }, kpi, addsUp: true, values });
  const first = parsePeriod("2026-W01", "week") as Period;
  expect(linearPace(weekly, first).expected).toBeCloseTo(100 / 53, 9);
});

test("what the plan says of the start counts before all", () => {
  expect(linearPace(input({ goal: goal({ from: 0 }) }), june).expected).toBeCloseTo((100 * 180) / 364, 9);
});

test("without a start, a target, an actual or a direction it says nothing", () => {
  expect(linearPace(input({ values: new Map() }), june)).toEqual({ expected: null, status: "unknown" });
  expect(linearPace(input({ target: null }), june)).toEqual({ expected: null, status: "unknown" });
  expect(linearPace(input({ actual: null }), june).status).toBe("unknown");
  const maintain = { grain: "month", direction: "maintain", restarts: undefined } as const;
  expect(linearPace(input({ kpi: maintain }), june).status).toBe("unknown");
});

test("mirrored figures have the mirrored pace", () => {
  const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(figure, figure, figure, (from, target, actual) => {
      const up = linearPace(input({ goal: goal({ from }), target, actual }), june);
      const kpi = { grain: "month", direction: "decrease", restarts: undefined } as const;
      const down = linearPace(
        input({ goal: goal({ from: -from }), target: -target, actual: -actual, kpi }),
        june,
      );
      expect(down.expected).toBeCloseTo(-(up.expected ?? 0), 6);
      expect(down.status).toBe(up.status);
    }),
  );
});
