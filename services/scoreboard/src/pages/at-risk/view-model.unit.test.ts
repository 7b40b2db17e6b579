import { expect, it } from "vitest";
import type { KpiWithoutGoal } from "../../reading/without-goal.ts";
import type { GoalReading, GoalStanding } from "../../reading/readings.ts";
import { assessmentOf, goalReadingOf, kpiFactsOf, SEPTEMBER } from "../../testing/readings.ts";
import type { Group } from "./goal-line.ts";
import { atRiskRow, atRiskView, whyNoGoal } from "./view-model.ts";
import type { AtRiskFilter, AtRiskRow, AtRiskView } from "./view-model.ts";
import { SHARE_STYLE } from "../../words/numbers.ts";
import { goalLine } from "./goal-line.ts";
import { whatItTakes } from "./what-it-takes.ts";

const everything: AtRiskFilter = { agency: null, category: null, owner: null, changed: false };

function goalAt(chance: number | null, before: number | null, name: string): GoalReading {
  return goalReadingOf({
    kpi: kpiFactsOf({ id: name.toLowerCase(), name }),
    assessment: assessmentOf({ pHit: chance, ...(chance === null ? { reason: "too_little_history" } : {}) }),
    before: before === null ? null : assessmentOf({ period: "2014-08", pHit: before }),
  });
}

type WholeView = Omit<AtRiskView, "groups"> & {
  readonly groups: Readonly<Record<Group, readonly AtRiskRow[]>>;
};

/** The view with the lines of all goals. */
function viewOf(
  goals: readonly GoalReading[],
  filter: Partial<AtRiskFilter> = {},
  moment = SEPTEMBER,
): WholeView {
  const view = atRiskView({ moment, goals, filter: { ...everything, ...filter } });
  const rowOf = ({ goal }: GoalStanding): readonly AtRiskRow[] =>
    goals.filter((one) => one.goal === goal).map((one) => atRiskRow(one, SEPTEMBER));
  const groups = Object.entries(view.groups).map(([group, standings]) => [group, standings.flatMap(rowOf)]);
  return { ...view, groups: Object.fromEntries(groups) as WholeView["groups"] };
}

const four = [
  goalAt(0.4, 0.995, "Doubt"),
  goalAt(0.01, 0.02, "Lost"),
  goalAt(0.15, 0.5, "Near"),
  goalAt(0.9, 0.9, "Safe"),
];

it("the first sentence counts the goals that are open and those that will very likely miss", () => {
  expect(viewOf(four).headline).toBe(
    "1 of 4 goals is still open to be won or lost; 2 will very likely miss.",
  );
  expect(viewOf([]).headline).toBe("No goal is open in September 2014.");
  expect(viewOf(four, { owner: "nobody" }).headline).toBe("There is no goal here.");
});

it("what changed sides is said with how far it moved, the largest move first", () => {
  const { lead, items } = viewOf(four).changes;
  expect(lead).toBe("2 changed sides since August: ");
  expect(items.map(({ name, from, to }) => [name, from, to])).toEqual([
    ["Doubt", 0.995, 0.4],
    ["Near", 0.5, 0.15],
  ]);
  expect(viewOf([goalAt(0.4, 0.41, "Same")]).changes.lead).toBe("None changed sides since August.");
  expect(viewOf([goalAt(0.4, null, "New")]).changes.lead).toContain("no assessment of August");
});

it("in doubt stands lowest first, likely to miss nearest first", () => {
  const view = viewOf([...four, goalAt(0.21, null, "Lower")]);
  expect(view.groups.doubt.map(({ name }) => name)).toEqual(["Lower", "Doubt"]);
  expect(view.groups.miss.map(({ name }) => name)).toEqual(["Near", "Lost"]);
});

it("an unknown chance is said in words, counted apart and never a zero", () => {
  const view = viewOf([goalAt(null, null, "Young"), goalAt(0.4, null, "Doubt")]);
  expect(view.headline).toBe(
    "1 of 1 goal is still open to be won or lost; none will very likely miss, and of 1 goal no chance can be told.",
  );
  expect(view.counts.unknown).toBe(1);
  const [row] = view.groups.unknown;
  expect([row?.chanceNumber, row?.takes]).toEqual([null, "too little history to say a chance"]);
});

it("filters narrow the answer itself, and only what changed leaves the counts alone", () => {
  const other = goalReadingOf({
    kpi: kpiFactsOf({ id: "x", name: "X", agency: { id: "bt", name: "Bridges" } }),
  });
  const view = viewOf([...four, other], { agency: "bt" });
  expect(view.headline).toContain("1 of 1 goal");
  const changed = viewOf(four, { changed: true });
  expect(changed.headline).toBe(viewOf(four).headline);
  expect(changed.groups.course).toEqual([]);
});

it("a line says actual, target and expected end, told apart by one decimal more", () => {
  const [row] = viewOf([goalReadingOf()]).groups.doubt;
  expect(row).toMatchObject({ actual: "97.6\u00a0%", targetToDate: "98.0\u00a0%", status: "behind" });
  expect(row).toMatchObject({
    expected: "97.9\u00a0%",
    interval: "97.6 – 98.2\u00a0%",
    target: "≥ 98.0\u00a0%",
  });
  expect(row).toMatchObject({
    chanceNumber: "40",
    points: -59,
    stale: null,
    upTo: "to Sep",
    unit: null,
  });
});

it("late and ended KPIs say since when there is nothing", () => {
  const late = goalReadingOf({ lastPeriod: "2014-07" });
  expect(viewOf([late]).groups.doubt[0]?.stale).toBe("no data since July 2014");
  expect(viewOf([late]).freshness).toBe(
    "September 2014 is in for 0 of 1 KPI; Elevator Availability has no data since July 2014.",
  );
  const waiting = { period: "2014-08", missing: ["store=s3", "store=s7"], of: 50 };
  const waits = "August 2014 waits for 2 of 50: store=s3; store=s7";
  const ofStores = goalReadingOf({ lastPeriod: "2014-07", waiting });
  expect(viewOf([ofStores]).groups.doubt[0]?.stale).toBe(waits);
  expect(viewOf([ofStores]).freshness).toContain(`Elevator Availability (${waits}).`);
  const ended = { kpi: kpiFactsOf({ id: "old" }), lastPeriod: "2012-02", goalBegins: null };
  expect(whyNoGoal(ended, SEPTEMBER)).toBe("No data since February 2012");
});

it("a figure is told up to its own period, not up to one that has only begun", () => {
  const upTo = (fields: Partial<GoalReading>): string | null =>
    goalLine(goalReadingOf(fields), SEPTEMBER).upTo;
  expect(upTo({ period: "2014-09-17", lastPeriod: "2014-09-18" })).toBe("to 2014-09-17");
  expect(upTo({ period: "2014-09-17", lastPeriod: "2014-09-15" })).toBe("to 2014-09-15");
  expect(upTo({ period: null, lastPeriod: "2014-08" })).toBe("to Aug");
});

it("a goal whose window is over waits for its end, and not for a month's forecast", () => {
  const over = { period: "2014-09", due: "2014-09", to: "2014-09-30", assessment: null };
  expect(whatItTakes(goalReadingOf(over), SEPTEMBER)).toBe(
    "its window is over, and how it ended is not told yet",
  );
});

it("a KPI whose goal comes later says when it begins, not that there is none", () => {
  const whyWith = (goalBegins: KpiWithoutGoal["goalBegins"]): string =>
    whyNoGoal({ kpi: kpiFactsOf({ id: "next" }), lastPeriod: "2014-09", goalBegins }, SEPTEMBER);
  expect(whyWith({ month: "2015-01", hasBegun: false })).toBe("Its goal begins in January 2015");
  expect(whyWith({ month: "2014-01", hasBegun: true })).toBe("The first period of its goal is not over yet");
  expect(whyWith(null)).toBe("No goal is open in September 2014");
});

it("a goal that ended unscored says whether its target or its last figure was missing", () => {
  const closed = (target: number | null): string => {
    const closing = { outcome: "unscored", actual: null, target } as const;
    return whatItTakes(goalReadingOf({ closing }), SEPTEMBER);
  };
  expect(closed(null)).toBe("ended without a published target: not scored");
  expect(closed(98)).toBe("ended and its last figure never came: not scored");
});

it("a year that is over says how it ended", () => {
  const hit = goalReadingOf({ period: "2014-12", closing: { outcome: "hit", actual: 98.4, target: 98 } });
  const miss = goalReadingOf({
    kpi: kpiFactsOf({ id: "m" }),
    period: "2014-12",
    closing: { outcome: "miss", actual: 97.4, target: 98 },
  });
  const view = viewOf([hit, miss], {}, { ...SEPTEMBER, period: "2014-12" });
  expect(view.headline).toBe("2014 is over: 1 of 2 goals was reached, 1 missed.");
  expect(view.changes.lead).toBe("As seen at the end of August: of 2 on course 1 was reached.");
  expect(view.groups.missed[0]?.takes).toBe("missed: ended at 97.4\u00a0%, target 98.0\u00a0%");
});

const taken = (fields: Partial<GoalReading>): string => whatItTakes(goalReadingOf(fields), SEPTEMBER);

it("what it takes: the rate a month and how often it was reached before", () => {
  expect(taken({})).toBe("needs 99.2\u00a0% a month, Oct–Dec: reached in 16 of the last 36 months");
  expect(taken({ assessment: assessmentOf({ requiredRateReached: 0 }) })).toContain(
    "not reached once in the last 36 months",
  );
  const less = kpiFactsOf({ direction: "decrease", style: { unit: "per million miles", decimals: 2 } });
  expect(taken({ kpi: less, assessment: assessmentOf({ requiredRate: 0.72 }) })).toContain(
    "needs at most 0.72 a month",
  );
});

it("what it takes is said in the KPI's own periods", () => {
  const weekly = kpiFactsOf({ grain: "week" });
  const assessment = assessmentOf({ period: "2014-W39" });
  expect(taken({ kpi: weekly, due: "2014-W52", assessment })).toBe(
    "needs 99.2\u00a0% a week, 2014-W40–2014-W52: reached in 16 of the last 36 weeks",
  );
});

it("what it takes: beyond what the KPI can be is out of reach, nothing more to do is said too", () => {
  expect(taken({ assessment: assessmentOf({ requiredRate: 100.4, pHit: 0.009 }) })).toBe(
    "out of reach: it would take 100.4\u00a0% a month, Oct–Dec",
  );
  const rides = kpiFactsOf({ cumulative: true, bounds: { lower: 0, upper: null } });
  expect(taken({ kpi: rides, assessment: assessmentOf({ requiredRate: -5 }) })).toContain("reached already");
});

it("what it takes beside a chance that is told is never out of reach: it is said why a chance is left", () => {
  const { judged } = kpiFactsOf();
  const published = kpiFactsOf({ judged: { ...judged, published: true } });
  const assessment = assessmentOf({ requiredRate: 100.04, pHit: 0.1 });
  expect(taken({ kpi: published, assessment })).toBe(
    "it would take 100.04\u00a0% a month, Oct–Dec, more than the 100.00\u00a0% it can be; a chance is left since the published figure to date need not follow exactly from its months",
  );
  expect(taken({ assessment })).toContain("it can be; a chance is left since forecasts can be wrong");
  const less = kpiFactsOf({ direction: "decrease", bounds: { lower: 2, upper: null } });
  expect(taken({ kpi: less, assessment: assessmentOf({ requiredRate: 1.5, pHit: 0.01 }) })).toContain(
    "it would take at most 1.5\u00a0% a month, Oct–Dec, less than the 2.0\u00a0% it can be",
  );
});

it("what it takes: nothing any more where the books have decided", () => {
  const { judged } = kpiFactsOf();
  for (const kpi of [kpiFactsOf(), kpiFactsOf({ judged: { ...judged, ofPeriods: true } })]) {
    const decided = (pHit: number, requiredRate: number | null): string =>
      taken({ kpi, assessment: assessmentOf({ pHit, requiredRate }) });
    expect(decided(0, 99.2)).toBe("missed already: no figure still to come changes it");
    expect(decided(0, null)).toBe("missed already: no figure still to come changes it");
    expect(decided(1, null)).toBe("reached already: no figure still to come changes it");
  }
});

it("what it takes: of a figure that is to date itself, where it must stand", () => {
  expect(taken({ kpi: kpiFactsOf({ running: true }) })).toBe(
    "needs 98.0\u00a0% by December; now 97.6\u00a0%",
  );
});

it("what it takes: of a figure that starts anew before it is due, what stands now is no part", () => {
  const kpi = kpiFactsOf({ running: true, restarts: true });
  const assessment = assessmentOf({ requiredRate: null });
  expect(taken({ kpi, assessment, due: "2015-06" })).toBe(
    "needs 98.0\u00a0% by June, counted anew from 2015",
  );
  expect(taken({ kpi, assessment })).toBe("needs 98.0\u00a0% by December; now 97.6\u00a0%");
});

it("what it takes: a range is said from end to end, and of control how many periods must meet their target", () => {
  const style = { unit: "days", decimals: 1 };
  const range = kpiFactsOf({
    style,
    direction: "maintain",
    judged: { direction: "maintain", tolerance: 3, style, ofPeriods: false, published: false },
  });
  const days = { actual: 17, target: 21 };
  const assessment = assessmentOf({ target: 21, expectedEnd: 17.5, low80: 15, high80: 19 });
  expect(taken({ kpi: range, toDate: days, assessment })).toBe("needs 18.0 – 24.0 by December; now 17.0");
  expect(taken({ kpi: range, toDate: { ...days, actual: 18 }, assessment })).toContain(
    "must hold 18.0 – 24.0",
  );
  const line = goalLine(goalReadingOf({ kpi: range, toDate: days, assessment }), SEPTEMBER);
  expect(line).toMatchObject({ target: "18.0 – 24.0", unit: "days", expected: "17.5" });
  const control = kpiFactsOf({
    judged: { direction: "increase", tolerance: 0, style: SHARE_STYLE, ofPeriods: true, published: false },
  });
  const shares = { kpi: control, toDate: { actual: 0.83, target: 0.9 } };
  const kept = assessmentOf({ target: 0.9, expectedEnd: 0.75, low80: 0.67, high80: 0.83 });
  expect(taken({ ...shares, assessment: kept })).toBe(
    "must meet its target in 90\u00a0% of the periods to December; so far in 83\u00a0%",
  );
  expect(goalLine(goalReadingOf({ ...shares, assessment: kept }), SEPTEMBER)).toMatchObject({
    actual: "83\u00a0%",
    target: "≥ 90\u00a0%",
    interval: "67 – 83\u00a0%",
  });
});
