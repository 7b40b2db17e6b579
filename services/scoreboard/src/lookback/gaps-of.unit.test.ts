import { describe, expect, it } from "vitest";
import type { AlertEventStep } from "../reading/alert-life.ts";
import type { Gap, GapKind } from "./gap.ts";
import { gapsOf } from "./gaps-of.ts";
import type { Asked, AskedPace, PastGoal } from "./past-goal.ts";

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

function step(name: string, date: string, fields: Partial<AlertEventStep> = {}): AlertEventStep {
  return {
    alert: "a",
    event: `${name}-${date}`,
    backtest: false,
    step: name,
    at: at(date),
    period: "2014-03",
    chance: null,
    chanceBefore: null,
    person: "ann",
    date: null,
    text: null,
    outcome: null,
    reach: null,
    ...fields,
  };
}

/** A goal of 2014 whose one alert was taken on at once, looked at again each month, and whose values came in time. */
function lookedAfter(fields: Partial<PastGoal> = {}): PastGoal {
  const words = ["2014-05-02", "2014-07-02", "2014-09-02", "2014-11-02"];
  return {
    timeZone: "UTC",
    endedAt: at("2015-01-01"),
    owners: [],
    steps: [
      step("raised", "2014-05-01"),
      ...words.map((date) => step("acknowledged", date)),
      step("closed", "2015-01-01"),
    ],
    periods: [
      {
        period: "2014-01",
        dueAt: at("2014-03-01"),
        first: { event: "jan", at: at("2014-02-01") },
        assessment: "m1",
      },
      {
        period: "2014-02",
        dueAt: at("2014-04-01"),
        first: { event: "feb", at: at("2014-03-01") },
        assessment: "m2",
      },
    ],
    checkIns: [],
    asked: null,
    silenceAfter: ["P92D"],
    incentive: { event: "goal-1", linked: true },
    commitment: "committed",
    ...fields,
  };
}

function gapOf(kind: GapKind, past: PastGoal): Gap {
  return gapsOf(past).find(({ gap }) => gap === kind) as Gap;
}

const pace = (date: string, every: string): AskedPace => ({ since: at(date), every, grace: "P7D" });

/** Somebody is asked through 2014. */
function askedFor(...paces: readonly AskedPace[]): Asked {
  return { event: "goal-1", at: at("2014-01-01"), until: at("2015-01-01"), paces };
}

const saidOn = (...days: readonly string[]): PastGoal["checkIns"] =>
  days.map((day) => ({ event: `said-${day}`, at: at(`2014-${day}`) }));

describe("gapsOf", () => {
  it("finds nothing in a goal that was looked after", () => {
    expect(gapsOf(lookedAfter()).map(({ gap, found, events }) => [gap, found, events])).toEqual([
      ["owner", false, []],
      ["tracking", false, []],
      ["cadence", false, []],
      ["feedback", false, []],
      ["incentive", false, []],
    ]);
  });

  it("owner: an alert that nobody took on, that went up unanswered, or another owner meanwhile", () => {
    const never = lookedAfter({
      steps: [step("raised", "2014-05-01"), step("escalated", "2014-06-01"), step("closed", "2015-01-01")],
      owners: [{ event: "goal-2", at: at("2014-07-01"), from: "ann", to: "bob" }],
    });
    expect(gapOf("owner", never)).toMatchObject({
      found: true,
      events: ["raised-2014-05-01", "escalated-2014-06-01", "goal-2"],
    });
    const replaced = lookedAfter();
    const steps = [...replaced.steps, step("reassigned", "2014-08-01")];
    expect(gapOf("owner", { ...replaced, steps })).toMatchObject({
      found: true,
      events: ["reassigned-2014-08-01"],
    });
  });

  it("tracking: periods without a value, with the assessment that lacked it, and values that came late", () => {
    const [january, february] = lookedAfter().periods ?? [];
    if (january === undefined || february === undefined) throw new Error("two periods");
    const late = { ...february, first: { event: "feb", at: february.dueAt + 1 } };
    const past = lookedAfter({ periods: [{ ...january, first: null }, late] });
    expect(gapOf("tracking", past)).toMatchObject({ found: true, events: ["m1", "feb"] });
    const onTime = { ...february, first: { event: "feb", at: february.dueAt } };
    expect(gapOf("tracking", lookedAfter({ periods: [january, onTime] })).found).toBe(false);
    expect(gapOf("tracking", lookedAfter({ periods: null }))).toMatchObject({ found: null, events: [] });
  });

  it("cadence: nobody's word for longer than the cadence while an alert was open, and not a day less", () => {
    const steps = [
      step("raised", "2014-05-01"),
      step("acknowledged", "2014-08-01"),
      step("cleared", "2014-08-02"),
    ];
    expect(gapOf("cadence", lookedAfter({ steps })).found).toBe(false);
    expect(gapOf("cadence", lookedAfter({ steps, silenceAfter: ["P91D"] }))).toMatchObject({
      found: true,
      events: ["raised-2014-05-01", "acknowledged-2014-08-01"],
      words: "Nobody said anything from 1 May 2014 to 1 August 2014, while an alert was open.",
    });
    const checkIns = [{ event: "sure", at: at("2014-06-15") }];
    expect(gapOf("cadence", lookedAfter({ steps, checkIns, silenceAfter: ["P91D"] })).found).toBe(false);
  });

  it("cadence: a goal that has one is looked at from its beginning to its end, alerted or not", () => {
    const silent = lookedAfter({ asked: askedFor(pace("2013-12-20", "P7D")), steps: [] });
    expect(gapOf("cadence", silent)).toEqual({
      gap: "cadence",
      found: true,
      words: "Nobody said anything from 1 January 2014 to 1 January 2015.",
      events: ["goal-1"],
    });
    const monthly = { ...silent, asked: askedFor(pace("2013-12-20", "P1M")) };
    const checkIns = saidOn(
      "02-01",
      "03-01",
      "04-08",
      "05-01",
      "06-01",
      "07-01",
      "08-01",
      "09-01",
      "10-01",
      "11-01",
      "12-01",
    );
    expect(gapOf("cadence", { ...monthly, checkIns })).toMatchObject({ found: false, events: [] });
    expect(gapOf("cadence", { ...monthly, checkIns: checkIns.toSpliced(2, 1) })).toMatchObject({
      words: "Nobody said anything from 1 March 2014 to 1 May 2014.",
      events: ["said-03-01", "said-05-01"],
    });
    const rarely = gapOf("cadence", { ...silent, checkIns: checkIns.slice(0, 5) });
    expect(rarely.words).toMatch(/from 8 April 2014 to 1 May 2014\. So it was 2 times more\.$/);
    expect(rarely.events).toContain("said-06-01");
  });

  it("cadence: nobody is asked once the window is over, however late its value is known", () => {
    const asked = askedFor(pace("2013-12-20", "P1M"));
    const late = lookedAfter({
      silenceAfter: ["P1M", "P7D"],
      asked: { ...asked, at: at("2014-12-01") },
      endedAt: at("2015-03-10"),
      steps: [],
    });
    expect(gapOf("cadence", { ...late, checkIns: saidOn("12-29") })).toMatchObject({ found: false });
  });

  it("cadence: each silence is held against the cadence of its time; another one counts from when the plan said it", () => {
    const asked = askedFor(pace("2013-12-20", "P3M"), pace("2014-11-01", "P7D"));
    const quarters = ["03-31", "06-30", "09-30"];
    const weeks = ["11-08", "11-15", "11-22", "11-29", "12-06", "12-13", "12-20", "12-27"];
    const inTime = lookedAfter({ asked, steps: [], silenceAfter: ["P7D", "P7D"] });
    const found = (...days: readonly string[]): object =>
      gapOf("cadence", { ...inTime, checkIns: saidOn(...days) });
    expect(found(...quarters, ...weeks)).toMatchObject({ found: false });
    expect(found("03-31", "09-30", ...weeks)).toMatchObject({ events: ["said-03-31", "said-09-30"] });
    expect(found(...quarters, ...weeks.slice(2))).toMatchObject({ events: ["said-09-30", "said-11-22"] });
    const graver = askedFor({ ...pace("2013-12-20", "P3M"), grace: "P60D" }, pace("2014-11-01", "P3M"));
    const twice = { ...inTime, asked: graver, checkIns: saidOn("05-15", "10-10") };
    expect(gapOf("cadence", twice)).toMatchObject({ found: false });
  });

  it("feedback: an alert without a plan, or one that came up again at its review", () => {
    const steps = [
      step("raised", "2014-05-01"),
      step("acknowledged", "2014-05-02"),
      step("reopened", "2014-06-02"),
      step("raised", "2014-07-01", { alert: "b" }),
      step("closed", "2015-01-01"),
      step("closed", "2015-01-01", { alert: "b" }),
    ];
    const gap = gapOf("feedback", lookedAfter({ steps }));
    expect(gap).toMatchObject({ found: true, events: ["raised-2014-07-01", "reopened-2014-06-02"] });
    expect(gap.words).toContain("1 of these reviews nobody answered.");
  });

  it("incentive: only where the plan says so, and never of an aspirational goal", () => {
    const none = { event: "goal-1", linked: false };
    expect(gapOf("incentive", lookedAfter({ incentive: none }))).toMatchObject({
      found: true,
      events: ["goal-1"],
    });
    expect(gapOf("incentive", lookedAfter({ incentive: none, commitment: "aspirational" })).found).toBe(
      false,
    );
    expect(gapOf("incentive", lookedAfter({ incentive: { event: "goal-1", linked: null } }))).toMatchObject({
      found: null,
      events: [],
    });
  });

  it("says what cannot be told where alerts are history that reached nobody", () => {
    const steps = [step("raised", "2014-05-01", { backtest: true }), step("closed", "2015-01-01")];
    const told = gapsOf(lookedAfter({ steps })).map(({ gap, found }) => [gap, found]);
    expect(told).toEqual([
      ["owner", null],
      ["tracking", false],
      ["cadence", null],
      ["feedback", null],
      ["incentive", false],
    ]);
  });
});
