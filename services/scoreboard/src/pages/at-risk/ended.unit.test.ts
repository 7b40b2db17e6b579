import { expect, it } from "vitest";
import type { GoalReading } from "../../reading/readings.ts";
import { assessmentOf, goalReadingOf, kpiFactsOf, SEPTEMBER } from "../../testing/readings.ts";
import { atRiskView } from "./view-model.ts";
import type { AtRiskView } from "./view-model.ts";

const filter = { agency: null, category: null, owner: null, changed: false };
const DECEMBER = { ...SEPTEMBER, period: "2014-12", previous: "2014-11" };
const november = assessmentOf({ period: "2014-11", pHit: 0.9 });

let count = 0;
function goalOf(fields: Partial<GoalReading>): GoalReading {
  count += 1;
  return goalReadingOf({
    kpi: kpiFactsOf({ id: `k-${count}`, name: `K ${count}` }),
    assessment: null,
    before: november,
    // The last month that is over, or the due one.
    period: [fields.due ?? "2014-12", "2014-12"].toSorted()[0] ?? null,
    ...fields,
  });
}
const ended = (outcome: "hit" | "miss" | "unscored"): Partial<GoalReading> => ({
  closing: { outcome, actual: outcome === "unscored" ? null : 98, target: 98 },
});
const viewAt = (goals: readonly GoalReading[], moment = DECEMBER): AtRiskView =>
  atRiskView({ moment, goals, filter });

it("a year that is over counts every goal: reached, missed, and what could not be scored", () => {
  const goals = [ended("hit"), ended("miss"), ended("miss"), ended("unscored"), {}].map(goalOf);
  const view = viewAt(goals);
  expect(view.headline).toBe(
    "2014 is over: 1 of 5 goals was reached, 2 missed, 1 not scored, 1 not scored yet.",
  );
  const past = viewAt(goals, { ...DECEMBER, latest: false }).headline;
  expect(past).toBe("2014 is over: 1 of 5 goals was reached, 2 missed, 2 not scored.");
  expect(view.changes.lead).toBe("As seen at the end of November: of 3 on course 1 was reached.");
});

it("of goals that are over none is said to have changed sides or not", () => {
  const { lead } = viewAt([goalOf({ ...ended("hit"), before: null }), goalOf({ before: null })]).changes;
  expect(lead).not.toContain("changed sides");
  expect(lead).not.toContain("to compare with");
  const open = { to: "2015-03-31", due: "2015-03", assessment: assessmentOf({ pHit: 0.4 }) };
  const some = viewAt([goalOf(ended("hit")), goalOf({ ...open, before: null })]);
  expect(some.changes.lead).toBe("There is no assessment of November to compare with.");
});

it("goals that ended and nobody has closed yet are waiting, not lost", () => {
  expect(viewAt([goalOf({}), goalOf({})]).headline).toBe(
    "No chance can be told for December 2014 yet; 2 goals are waiting.",
  );
});

it("a window that is no calendar year is not called one", () => {
  const window = { from: "2014-08-01", to: "2014-10-31", due: "2014-10" };
  const october = { ...SEPTEMBER, period: "2014-10", previous: "2014-09" };
  const goal = goalOf({ ...window, ...ended("miss") });
  expect(viewAt([goal], october).headline).toBe(
    "August 2014 to October 2014 is over: 0 of 1 goal was reached, 1 missed.",
  );
  const other = goalOf({ from: "2014-01-01", to: "2014-10-31", due: "2014-10", ...ended("hit") });
  expect(viewAt([goal, other], october).headline).toBe(
    "All goals here are over: 1 of 2 goals was reached, 1 missed.",
  );
});

it("goals that are over do not stand in for those of which no chance can be told", () => {
  const later = goalOf({ to: "2015-12-31", due: "2015-12", before: null });
  expect(viewAt([goalOf(ended("hit")), goalOf(ended("miss")), later]).headline).toBe(
    "2 of 3 goals are over: 1 was reached, 1 missed; no chance can be told of 1 goal.",
  );
});
