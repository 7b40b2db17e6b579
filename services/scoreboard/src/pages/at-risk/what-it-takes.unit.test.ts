import { expect, it } from "vitest";
import type { GoalReading } from "../../reading/readings.ts";
import { assessmentOf, goalReadingOf, kpiFactsOf, SEPTEMBER } from "../../testing/readings.ts";
import { whatItTakes } from "./what-it-takes.ts";

const rule = { id: "red-green", version: "1", status: "unknown", hitRate: null } as const;
const blind = assessmentOf({ pHit: null, reason: "no_data", rule });
const said = (fields: Partial<GoalReading>, moment = SEPTEMBER): string =>
  whatItTakes(goalReadingOf({ assessment: blind, ...fields }), moment);
const unknown = { actual: null, target: 98 };

it("a KPI that is silent says since when", () => {
  expect(said({ lastPeriod: "2014-07", toDate: unknown })).toBe("no data since July 2014");
  expect(said({ lastPeriod: null, toDate: unknown })).toBe("no data yet");
});

it("values that came after the assessment are being assessed, and are not said to be missing", () => {
  expect(said({})).toBe("September 2014 came in after the last assessment: it is being assessed");
  expect(said({}, { ...SEPTEMBER, latest: false })).toBe("September 2014 came in after the last assessment");
});

it("a KPI whose newest period is there lacks an earlier figure where nothing could be told of it", () => {
  expect(said({ toDate: unknown })).toBe("a figure that it is judged by is missing");
  const seeing = assessmentOf({ pHit: null, reason: "no_data" });
  expect(said({ assessment: seeing })).toBe("a figure that it is judged by is missing");
});

it("without a bound a figure may be below 0: a sum that is there already can be lost again", () => {
  const unbounded = kpiFactsOf({ bounds: { lower: null, upper: null }, cumulative: true });
  const told = assessmentOf({ requiredRate: -509 });
  expect(said({ kpi: unbounded, assessment: told })).toMatch(/^needs -509/);
  const counts = kpiFactsOf({ bounds: { lower: 0, upper: null }, cumulative: true });
  expect(said({ kpi: counts, assessment: told })).toMatch(/^reached already/);
});

it("the rate to hold is none with which the target would be missed", () => {
  const whole = kpiFactsOf({ style: { unit: "percent", decimals: 0 } });
  const told = assessmentOf({ requiredRate: 95.15 });
  expect(said({ kpi: whole, assessment: told })).toMatch(/^needs 95\.2/);
});

it("a mean that lacks numerators and denominators alone is said to, and no figure to be missing", () => {
  const lacking = { toDate: unknown, lacksParts: true };
  const why = /its months cannot be averaged: not all come with numerator and denominator; .*equal-weights/;
  expect(said(lacking)).toMatch(why);
  expect(said({ ...lacking, assessment: null })).toMatch(why);
  const closing = { outcome: "unscored", actual: null, target: 98 } as const;
  expect(said({ ...lacking, closing })).toMatch(why);
  expect(said({ ...lacking, lastPeriod: "2014-07" })).toBe("no data since July 2014");
});
