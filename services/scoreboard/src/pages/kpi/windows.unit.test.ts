import { expect, it } from "vitest";
import { assessmentOf, goalReadingOf, kpiFactsOf, kpiReadingOf, SEPTEMBER } from "../../testing/readings.ts";
import type { KpiFacts } from "../../reading/readings.ts";
import { toDateName } from "../../words/windows.ts";
import { atRiskView } from "../at-risk/view-model.ts";
import { whatItTakes } from "../at-risk/what-it-takes.ts";
import { kpiView } from "./view-model.ts";

const half = { from: "2014-08-01", to: "2015-01-31", due: "2015-01" };
const style = { unit: "money", decimals: 0, currency: "EUR" };
const kpi = kpiFactsOf({ style });
const assessment = assessmentOf({ pHit: 0.16, target: 620, expectedEnd: 602, low80: 590, high80: 611 });
const goal = goalReadingOf({ ...half, kpi, assessment, before: null, toDate: { actual: 305, target: 310 } });

it("a goal that runs over the turn of the year names no year's end, but its own", () => {
  const { headline, lead } = kpiView(kpiReadingOf({ goal, lastPeriod: "2014-09" }), SEPTEMBER);
  expect(headline).toBe(
    "Elevator Availability will very likely miss: 16\u00a0% chance of ending at EUR\u00a0620 or better by January 2015.",
  );
  expect(lead).toContain(
    "So far, since August 2014, EUR\u00a0305 against EUR\u00a0310. Expected end EUR\u00a0602 (80\u00a0%: EUR\u00a0590 – 611).",
  );
});

it("a published figure to date is said to be no sum since the window began", () => {
  const lead = (changed: Partial<KpiFacts>): string => {
    const ofGoal = { ...goal, kpi: { ...kpi, ...changed } };
    return kpiView(kpiReadingOf({ goal: ofGoal, lastPeriod: "2014-09" }), SEPTEMBER).lead;
  };
  const judged = { ...kpi.judged, published: true };
  expect(lead({ judged })).toContain("To date EUR\u00a0305 against EUR\u00a0310.");
  expect(lead({ running: true })).toContain("To date EUR\u00a0305 against EUR\u00a0310.");
  expect(toDateName({ ...goal, kpi: { ...kpi, judged } })).toBe("To date");
  expect(toDateName(goal)).toBe("Since August 2014");
});

it("a target that is not published is that of the window's end", () => {
  const none = goalReadingOf({ ...half, assessment: assessmentOf({ pHit: null, reason: "no_target" }) });
  expect(whatItTakes(none, SEPTEMBER)).toBe("no target published for January 2015 yet");
  const fresh = goalReadingOf({ ...half, assessment: null, toDate: { actual: 1, target: null } });
  expect(whatItTakes(fresh, SEPTEMBER)).toBe("no target published for January 2015 yet");
  const year = goalReadingOf({ assessment: assessmentOf({ pHit: null, reason: "no_target" }) });
  expect(whatItTakes(year, SEPTEMBER)).toBe("no target published for 2014 yet");
});

it("a list of goals speaks of the year where all of them do, else of the time to date", () => {
  const filter = { agency: null, category: null, owner: null, changed: false };
  const heads = (goals: readonly (typeof goal)[]): unknown =>
    atRiskView({ moment: SEPTEMBER, goals, filter }).heads;
  expect(heads([goalReadingOf()])).toEqual({ toDate: "Year to date", end: "Expected year end" });
  expect(heads([goalReadingOf(), goal])).toEqual({ toDate: "To date", end: "Expected end" });
});

it("a KPI whose goal has ended has none in this month, whatever its year has", () => {
  expect(kpiView(kpiReadingOf({ goal: null }), SEPTEMBER).headline).toBe(
    "Elevator Availability has no open goal in September 2014.",
  );
});
