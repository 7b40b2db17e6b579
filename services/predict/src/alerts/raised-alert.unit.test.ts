import {
  alertingSchema,
  alertRaisedData,
  goalSchema,
  idSchema,
  kpiSchema,
  parsePeriod,
} from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { chanceText, figureText } from "./alert-words.ts";
import { alertId, raisedAlert } from "./raised-alert.ts";

const kpi = kpiSchema.parse({
  name: "On time",
  unit: "%",
  decimals: 1,
  behaviour: "average",
  grain: "month",
  direction: "increase",
});
const measured: MeasuredGoal = {
  id: "on-time-2014",
  formerIds: [],
  goal: goalSchema.parse({
    kind: "annual_goal",
    title: "G",
    owner: "ann",
    window: 2014,
    measure: { kpi: "on-time-ytd" },
  }),
  kpiId: "on-time-ytd",
  kpi,
  baseId: "on-time",
  base: kpi,
  series: "",
  timeZone: "UTC",
  periods: [parsePeriod("2014-12", "month") as Period],
  knowableAt: [0],
};
const assessment: KnownAssessment = {
  id: "a",
  goal: measured.id,
  period: "2014-08",
  grain: "month",
  asOf: Date.parse("2014-09-01T00:00:00Z"),
  offset: 1,
  periodsLeft: 4,
  backtest: false,
  pHit: 0.12,
  actual: 96.9,
  target: 97,
  expectedEnd: 96.8,
  low80: 96.4,
  high80: 97.1,
  requiredRate: null,
  requiredRateReached: null,
  requiredRateOf: null,
  lastActionPeriod: "2014-11",
  rule: { id: "red-green", version: "1", status: "off_track", hitRate: null },
  model: "theta",
  modelVersion: "1",
  inputsPosition: { "observations/0": 7 },
};

test("an alert says what changed and by how much, where it ends, whose it is, until when action matters, and where to look", () => {
  const data = raisedAlert({
    measured,
    assessment,
    alerting: alertingSchema.parse({}),
    run: [{ ...assessment, id: "before", period: "2014-07" }, assessment],
    before: { period: "2014-06", pHit: 0.64 },
    backtest: false,
  });
  expect(alertRaisedData.parse(data)).toEqual(data);
  expect(data).toMatchObject({
    alert: "on-time-2014-2014-08",
    owner: "ann",
    gap: -0.2,
    lastActionPeriod: "2014-11",
    assessments: ["before", "a"],
    model: "theta",
    modelVersion: "1",
    inputsPosition: { "observations/0": 7 },
    rule: { id: "chance-below-threshold", version: "2" },
  });
  expect(data.headline).toBe(
    "On time: the chance of reaching the target fell from 64 % in June to 12 % in August 2014",
  );
  expect(data.message).toBe(
    [
      "On time: the chance of reaching the target fell from 64 % in June to 12 % in August 2014.",
      "It was below 50 % in July 2014 and in August 2014.",
      "Expected at the end of December 2014: 96.8 % (likely between 96.4 % and 97.1 %) against a target of 97.0 %, 0.2 points below it.",
      "Its best earlier months, held from November 2014 on, would still reach it: that is the last month in which action can matter.",
      "Owner: ann. Evidence: /kpis/on-time?goal=on-time-2014&asOf=2014-08",
    ].join("\n"),
  );
});

test("a fall is told from the period it began with to the one that raised the alert, and a rise since then is no fall", () => {
  const headlineOf = (period: string, before: { period: string; pHit: number | null } | null): string =>
    raisedAlert({
      measured,
      assessment: { ...assessment, period },
      alerting: alertingSchema.parse({}),
      run: [assessment],
      before,
      backtest: false,
    }).headline.replace("On time: the chance of reaching the target ", "");
  expect(headlineOf("2014-02", { period: "2013-12", pHit: 0.64 })).toBe(
    "fell from 64 % in December 2013 to 12 % in February 2014",
  );
  expect(headlineOf("2014-09-30", { period: "2014-09-28", pHit: 0.64 })).toBe(
    "fell from 64 % on 28 September to 12 % on 30 September 2014",
  );
  expect(headlineOf("2014-W36", { period: "2014-W34", pHit: 0.64 })).toBe(
    "fell from 64 % in week 34 to 12 % in week 36 of 2014",
  );
  expect(headlineOf("2014-Q3", { period: "2014-Q1", pHit: 0.64 })).toBe(
    "fell from 64 % in Q1 to 12 % in Q3 2014",
  );
  expect(headlineOf("2014", { period: "2012", pHit: 0.64 })).toBe("fell from 64 % in 2012 to 12 % in 2014");
  for (const pHit of [0.05, 0.122, null])
    expect(headlineOf("2014-08", { period: "2014-06", pHit })).toBe("stands at 12 % in August 2014");
  expect(headlineOf("2014-08", null)).toBe("stands at 12 % in August 2014");
});

function messageOf(
  measure: object,
  figures: Partial<KnownAssessment>,
  fields: Partial<typeof kpi> = {},
): string {
  const goal = goalSchema.parse({ ...measured.goal, measure: { kpi: "k", ...measure } });
  return raisedAlert({
    measured: { ...measured, goal, kpi: { ...kpi, ...fields } },
    assessment: { ...assessment, ...figures },
    alerting: alertingSchema.parse({}),
    run: [assessment],
    before: null,
    backtest: false,
  }).message;
}

test("an alert speaks of the KPI's own periods: days, weeks, quarters and years as people say them", () => {
  const said = (
    grain: typeof kpi.grain,
    [period, before, last]: readonly [string, string, string],
  ): string => {
    const figures = { period, lastActionPeriod: last };
    const run = [before, period].map((one) => ({ ...assessment, period: one }));
    const of = { ...measured, kpi: { ...kpi, grain } };
    return raisedAlert({
      measured: of,
      assessment: { ...assessment, ...figures },
      alerting: alertingSchema.parse({}),
      run,
      before: null,
      backtest: false,
    }).message;
  };
  const daily = said("day", ["2014-09-30", "2014-09-29", "2014-11-03"]);
  expect(daily).toContain("stands at 12 % on 30 September 2014.");
  expect(daily).toContain("It was below 50 % on 29 September 2014 and on 30 September 2014.");
  expect(daily).toContain("Its best earlier days, held from 3 November 2014 on, would still reach it");
  expect(daily).toContain("the last day in which");
  expect(said("week", ["2014-W36", "2014-W35", "2014-W40"])).toContain(
    "Its best earlier weeks, held from week 40 of 2014 on",
  );
  expect(said("quarter", ["2014-Q2", "2014-Q1", "2014-Q3"])).toContain(
    "Its best earlier quarters, held from Q3 2014 on",
  );
  expect(said("year", ["2014", "2013", "2016"])).toContain("It was below 50 % in 2013 and in 2014.");
});

test("of a range the alert says both ends and how far outside it ends, and nothing of best values", () => {
  const figures = { expectedEnd: 15.5, low80: 14, high80: 17, target: 21, lastActionPeriod: null };
  const measure = { range: { lower: 18, upper: 24 }, evaluation: "in-range" };
  const message = messageOf(measure, figures, { unit: "days", direction: "maintain" });
  expect(message).toContain(
    "Expected at the end of December 2014: 15.5 days (likely between 14.0 days and 17.0 days) against a range of 18.0 days to 24.0 days, 2.5 days below it.",
  );
  expect(message).not.toContain("best earlier");
  expect(messageOf(measure, { ...figures, expectedEnd: 20 })).not.toContain("below it");
});

test("an alert says which outliers and level shifts of the past its chance takes for what they are", () => {
  const breaks = [
    { kind: "outlier", period: "2013-05", size: -40, ratio: -0.41 },
    { kind: "level_shift", period: "2014-03", size: 10.3, ratio: 0.12 },
    { kind: "level_shift", period: "2014-04", size: -2, ratio: null },
  ] as const;
  const message = messageOf({ to: 97 }, { breaks: [...breaks] });
  expect(message).toContain(
    "The value in May 2013, −41 % from what was to be expected, is taken as a single event.",
  );
  expect(message).toContain("A level shift in March 2014, +12 %, is taken as the new level.");
  expect(message).toContain("A level shift in April 2014, −2.0 %, is taken as the new level.");
});

test("what ends just beside its target is told with as many decimals as show on which side", () => {
  const message = messageOf({ to: 100 }, { expectedEnd: 99.996, target: 100 });
  expect(message).toContain(": 99.996 % (");
  expect(message).toContain("against a target of 100.000 %, 0.004 points below it.");
});

test("of control the alert says shares of periods", () => {
  const figures = { expectedEnd: 0.75, low80: 0.67, high80: 0.83, target: 0.9, lastActionPeriod: null };
  expect(messageOf({ to: 95, evaluation: "control", successRatio: 0.9 }, figures)).toContain(
    "75 % (likely between 67 % and 83 %) against 90 % of the periods that must meet their target, 15 points below it.",
  );
});

test("a chance is never said to be 0 or 100, and an unknown figure is said in words", () => {
  expect([0.001, 0.5, 0.999].map(chanceText)).toEqual(["under 1 %", "50 %", "over 99 %"]);
  expect(figureText(null, kpi)).toBe("unknown");
  expect(figureText(1234.5, { unit: "count", decimals: 0 })).toBe("1,235");
});

test("money is told in its currency", () => {
  const money = { unit: "currency", currency: "EUR", decimals: 2 };
  expect(figureText(1234.5, { ...money })).toBe("EUR 1,234.50");
  const message = messageOf({ to: 97 }, {}, money);
  expect(message).toContain("against a target of EUR 97.00, EUR 0.20 below it.");
  expect(message).not.toContain("currency");
});

test("the longest goal ids give alert ids of their own that fit", () => {
  const long = "g".repeat(118);
  const ids = [`${long}-1`, `${long}-2`].map((goal) => alertId(goal, "2026-W36"));
  expect(new Set(ids).size).toBe(2);
  expect(ids.every((id) => idSchema.safeParse(id).success)).toBe(true);
});
