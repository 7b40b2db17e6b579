import { expect, it } from "vitest";
import type { Assessment, GoalReading, KpiReading } from "../../reading/readings.ts";
import {
  alertReadingOf,
  assessmentOf,
  goalReadingOf,
  kpiFactsOf,
  kpiReadingOf,
  SEPTEMBER,
} from "../../testing/readings.ts";
import type { NumberStyle } from "../../words/numbers.ts";
import { alertRow, kpiView } from "./view-model.ts";

it("the headline tells chance, target and change in one sentence", () => {
  const view = kpiView(kpiReadingOf(), SEPTEMBER);
  expect(view.headline).toBe(
    "Elevator Availability will probably miss: 40\u00a0% chance of ending 2014 at 98.0\u00a0% or better, down from over 99\u00a0% a month ago.",
  );
  expect(view.lead).toBe(
    "Year to date 97.6\u00a0% against 98.0\u00a0%. Expected year end 97.9\u00a0% (80\u00a0%: 97.6 – 98.2\u00a0%). Needs 99.2\u00a0% a month, Oct–Dec: reached in 16 of the last 36 months.",
  );
});

it("an expected end and a target that differ never look the same, and a target keeps its decimals", () => {
  const kpi = kpiFactsOf({ style: { unit: "percent", decimals: 0 } });
  const viewOf = (fields: Partial<Assessment>): ReturnType<typeof kpiView> =>
    kpiView(kpiReadingOf({ goal: goalReadingOf({ kpi, assessment: assessmentOf(fields) }) }), SEPTEMBER);
  const near = viewOf({ target: 95, expectedEnd: 94.9675 });
  expect(near.headline).toContain("ending 2014 at 95.00\u00a0%");
  expect(near.lead).toContain("Expected year end 94.97\u00a0%");
  expect(viewOf({ target: 0.4, expectedEnd: 0.2 }).headline).toContain("at 0.4\u00a0%");
});

it("the lead says which outliers and level shifts the forecast takes for what they are", () => {
  const breaks = [
    { kind: "outlier" as const, period: "2013-05", size: -40, ratio: -0.41 },
    { kind: "level_shift" as const, period: "2014-03", size: 10.3, ratio: 0.12 },
  ];
  const goal = goalReadingOf({ assessment: assessmentOf({ breaks }) });
  const { lead } = kpiView(kpiReadingOf({ goal }), SEPTEMBER);
  expect(lead).toContain("May 2013 (−41\u00a0%) is taken as a single event.");
  expect(lead).toContain("A level shift in March 2014, +12\u00a0%, is taken as the new level.");
});

it("a KPI that ended says since when, one without a goal says that", () => {
  const missing = ["store=s1", "store=s2", "store=s3", "store=s7"];
  const waits = kpiReadingOf({ lastPeriod: "2014-01", waiting: { period: "2014-02", missing, of: 50 } });
  expect(kpiView(waits, SEPTEMBER).headline).toBe(
    "Elevator Availability: February 2014 waits for 4 of 50: store=s1; store=s2; store=s3; and 1 more.",
  );
  const ended = kpiReadingOf({ goal: null, lastPeriod: "2012-02" });
  expect(kpiView(ended, SEPTEMBER).headline).toBe("Elevator Availability has no data since February 2012.");
  expect(kpiView(kpiReadingOf({ goal: null }), SEPTEMBER).headline).toContain("has no open goal");
  expect(kpiView(kpiReadingOf({ goal: null, lastPeriod: null }), SEPTEMBER).headline).toContain(
    "has no data yet",
  );
});

it("the year to date ends in the expected end with both intervals and the due target", () => {
  const view = kpiView(kpiReadingOf(), SEPTEMBER);
  expect(view.toDate.at(-1)).toEqual({ period: "2014-12", actual: null, target: 98 });
  expect(view.toDateFan).toEqual([
    { period: "2014-12", median: 97.9, low80: 97.6, high80: 98.2, low95: 97.2, high95: 98.6 },
  ]);
});

it("the chart says the unit as the values do: a currency by its name, and none where each value says it", () => {
  const note = (style: NumberStyle): string =>
    kpiView(kpiReadingOf({ goal: null, kpi: kpiFactsOf({ style }) }), SEPTEMBER).chartNote;
  expect(note({ unit: "currency", decimals: 0, currency: "EUR" })).toBe(
    "each month's figure, EUR, dashed: its target",
  );
  expect(note({ unit: "working-days", decimals: 0 })).toContain(", working days, dashed");
  expect(note({ unit: "%", decimals: 0 })).toBe("each month's figure, dashed: its target");
});

it("an alert tells its life: open, taken on, cleared, and how the goal ended", () => {
  const state = (fields: Parameters<typeof alertReadingOf>[0]): string | undefined =>
    kpiView(kpiReadingOf({ alerts: [alertReadingOf(fields)] }), SEPTEMBER).alerts[0]?.state;
  const acknowledgement = { by: "kim@example.org", reviewDate: "2014-10-29", plan: "Two more crews" };
  expect(state({})).toBe("Open; nobody has taken it on yet.");
  expect(state({ acknowledgement })).toBe(
    "Acknowledged by kim@example.org, review on 29 October 2014: “Two more crews”.",
  );
  expect(state({ clearedPeriod: "2014-09" })).toBe("Cleared with September 2014.");
  expect(state({ outcome: "miss" })).toBe("Closed: the goal was missed.");
});

it("an alert tells why it is where it is: put off, gone up, reopened, recovering", () => {
  const state = (fields: Parameters<typeof alertReadingOf>[0]): string =>
    alertRow(alertReadingOf(fields)).state;
  const acknowledgement = { by: "kim", reviewDate: "2014-10-29", plan: null };
  const snooze = { by: "kim", until: "2014-10-12", reason: "Strike" };
  expect(state({ state: "snoozed", snooze })).toBe("Put off until 12 October 2014 by kim: “Strike”.");
  expect(state({ state: "escalated" })).toBe(
    "It went to mnr.performance@example.org, since nobody had taken it on in time.",
  );
  const reopened = { state: "reopened", acknowledgement, review: { before: 0.34, after: 0.31 } } as const;
  expect(state(reopened)).toBe(
    "Acknowledged by kim, review on 29 October 2014. Reopened, since the chance has not improved: it went from 34\u00a0% to 31\u00a0%.",
  );
  const recovering = { state: "recovering", acknowledgement, review: { before: 0.34, after: 0.52 } } as const;
  expect(state(recovering)).toContain("Recovering: the chance went from 34\u00a0% to 52\u00a0%.");
});

it("a number names its run, the line of the file and its place in the log", () => {
  const lineage = [
    {
      kpi: "mnr-elevator-availability",
      series: "",
      period: "2014-09",
      kind: "actual",
      value: 97.88,
      source: "//milepost/connectors/mta",
      run: "mta-run-1",
      line: "2686",
      topic: "observations",
      partition: 2,
      offset: 3543,
      knownAt: SEPTEMBER.instant,
      recordedAt: SEPTEMBER.instant,
      version: 1,
    },
  ];
  const [row] = kpiView(kpiReadingOf({ lineage }), SEPTEMBER).origins;
  expect(row).toMatchObject({ what: "actual", value: "97.9\u00a0%", from: "run mta-run-1, line 2,686" });
  expect(row?.place).toBe("observations, partition 2, offset 3,543");
  const members = lineage.map((one) => ({ ...one, series: "station=white-plains" }));
  const [member] = kpiView(kpiReadingOf({ lineage: members }), SEPTEMBER).origins;
  expect(member?.what).toBe("actual, station=white-plains");
});

it("restatements say when and from what to what", () => {
  const restatements = [
    {
      series: "",
      period: "2014-05",
      kind: "actual",
      from: 41,
      to: 38,
      knownAt: Date.parse("2014-07-03T16:00:00Z"),
    },
  ];
  expect(kpiView(kpiReadingOf({ restatements }), SEPTEMBER).restatements).toEqual([
    "May 2014 (actual): restated on 3 Jul 2014, 12:00 from 41.0\u00a0% to 38.0\u00a0%",
  ]);
  const ofMember = restatements.map((one) => ({ ...one, series: "station=rye" }));
  expect(kpiView(kpiReadingOf({ restatements: ofMember }), SEPTEMBER).restatements[0]).toContain(
    "May 2014 (actual, station=rye): restated",
  );
});

it("the origin of the newest number says how often it was restated", () => {
  const row = {
    kpi: "mnr-elevator-availability",
    series: "",
    period: "2014-09",
    kind: "actual",
    value: 97.88,
    source: "//test",
    run: null,
    line: null,
    topic: "observations",
    partition: 2,
    offset: 1,
    knownAt: SEPTEMBER.instant,
    recordedAt: SEPTEMBER.instant,
  };
  const one = { series: "", period: "2014-05", kind: "actual", from: 41, to: 38, knownAt: 0 };
  const said = (times: number): string | undefined => {
    const restatements = Array.from({ length: times }, () => one);
    const { newest } = kpiView(kpiReadingOf({ lineage: [row], restatements }), SEPTEMBER);
    return newest.find(([what]) => what === "Restated")?.[1];
  };
  expect([0, 1, 2].map(said)).toEqual(["never", "once, see below", "2 times, see below"]);
});

it("what could be done names the rate and the last month in which action can matter", () => {
  const late = goalReadingOf({ assessment: assessmentOf({ lastActionPeriod: "2014-07" }) });
  const actions = kpiView(kpiReadingOf({ goal: late }), SEPTEMBER).actions;
  expect(actions[0]?.[0]).toBe("Hold 99.2\u00a0%");
  expect(actions[1]?.[1]).toBe("July was the last month in which the best earlier figures would have done");
});

it("nobody is asked to hold a rate that no period can bring, or one for a range", () => {
  const heads = (goal: Partial<GoalReading>): readonly string[] =>
    kpiView(kpiReadingOf({ goal: goalReadingOf(goal) }), SEPTEMBER).actions.map(([what]) => what);
  const beyond = assessmentOf({ requiredRate: 100.05 });
  expect(heads({ assessment: beyond })).toEqual(["Act by"]);
  const { judged } = kpiFactsOf();
  const range = kpiFactsOf({ judged: { ...judged, direction: "maintain", tolerance: 2 } });
  expect(heads({ kpi: range })).toEqual(["Act by"]);
});

it("what the books have decided asks for nothing, whatever figures stand beside its chance", () => {
  const actions = (assessment: Partial<Assessment>): readonly (readonly [string, string])[] =>
    kpiView(kpiReadingOf({ goal: goalReadingOf({ assessment: assessmentOf(assessment) }) }), SEPTEMBER)
      .actions;
  const lost = { pHit: 0, requiredRate: 0, lastActionPeriod: null, crossingPeriod: "2014-10" };
  expect(actions(lost)).toEqual([["Outcome", "decided by what is in the books: the target is missed"]]);
  expect(actions({ ...lost, requiredRate: null, crossingPeriod: null })).toEqual(actions(lost));
  const met = { pHit: 1, requiredRate: null, lastActionPeriod: null };
  expect(actions({ ...met, crossingPeriod: "2014-07" })).toEqual([
    ["Outcome", "decided by what is in the books: the target was met in July"],
  ]);
  // An assessment of before told a crossing to come.
  expect(actions({ ...met, crossingPeriod: "2014-11" })).toEqual([
    ["Outcome", "decided by what is in the books: the target is met"],
  ]);
});

it("nobody is asked to hold a rate that any figure keeps", () => {
  const rides = kpiFactsOf({ cumulative: true, bounds: { lower: 0, upper: null } });
  const goal = goalReadingOf({ kpi: rides, assessment: assessmentOf({ requiredRate: -5 }) });
  expect(kpiView(kpiReadingOf({ goal }), SEPTEMBER).actions.map(([what]) => what)).toEqual(["Act by"]);
});

it("a KPI with a goal of whose window no period is over is not told to have none", () => {
  const headline = (begun: NonNullable<KpiReading["notOpen"]>["begun"], latest = true): string => {
    const notOpen = { title: "One quarter", from: "2014-08-01", to: "2014-12-31", begun };
    return kpiView(kpiReadingOf({ goal: null, notOpen }), { ...SEPTEMBER, latest }).headline;
  };
  const quarter = { grain: "quarter", periods: 1 } as const;
  expect(headline(quarter)).toBe("Elevator Availability has a goal of which nothing can be said yet.");
  expect(headline(quarter, false)).toContain("nothing can be said in September 2014 yet.");
  expect(headline(null)).toBe("Elevator Availability has no open goal in September 2014.");
});
