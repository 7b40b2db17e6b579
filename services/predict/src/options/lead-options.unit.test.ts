import type { LeadOption } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { decidePlan, emptyPlan, evolve } from "@milepost/plan";
import { roundFigure } from "@milepost/scoring";
import { expect, test } from "vitest";
import { goalCase } from "../goal-case.ts";
import { leadLinks } from "../leads/lead-links.ts";
import { createLeadState } from "../leads/lead-state.ts";
import { supportedKeys, supportedLeads } from "../leads/supported-leads.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import { lastKnowable, measuredGoals } from "../measured-goal.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import type { KnownSeries, Reading } from "../series-reading.ts";
import { LEADS_PLAN, monthLabel, plantedFigures } from "../testing/planted-leads.ts";
import { leadOptions } from "./lead-options.ts";
import type { Sought } from "./sought.ts";

/** Seven months of the goal's year are known. */
const NOW = Date.parse("2023-08-05T00:00:00Z");
const KNOWN_MONTHS = 43;
const LAG = 2;
const TARGET = 500;
const PLANTED_SLOPE = 1.5;
/** A hair above what is sought. */
const ENOUGH = 0.65 + 1e-9;

const goal = { kind: "annual_goal", title: "Revenue", owner: "ann", window: 2023 };
const plan = planOf({ kpi: "revenue", from: 400, to: TARGET });
const supported = supportedIn({});

function supportedIn(kpis: object, id = "calls"): readonly SupportedLead[] {
  const links = leadLinks(planOf({ kpi: "revenue", from: 400, to: TARGET }, { kpis }));
  return links
    .filter(({ lead }) => lead.id === id)
    .map((link) => ({ link, test: "calls/revenue@1", lag: LAG, strength: 0.6 }));
}

function planOf(measure: object, { more = {}, kpis = {} }: Pick<Asked, "more" | "kpis"> = {}) {
  const file = planFileSchema.parse({
    ...LEADS_PLAN,
    kpis: { ...LEADS_PLAN.kpis, ...kpis },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    goals: { "revenue-2023": { ...goal, measure, ...more } },
  });
  const context = { now: "2023-01-01T00:00:00.000Z", source: "//test", actor: "test", newId: () => "p" };
  const decided = decidePlan(file, emptyPlan, context);
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return evolve(
    emptyPlan,
    decided.events.map(({ event }) => event),
  );
}

const figures = plantedFigures();
const known = readingOf(figures);

function readingOf(all: typeof figures): Reading {
  return {
    membersOf: () => [],
    seriesOf: (kpi): KnownSeries =>
      new Map(
        (all[kpi] ?? []).slice(0, KNOWN_MONTHS).map((actual, month) => [
          monthLabel(month),
          {
            actual,
            planned: null,
            actualKnownAt: Date.parse(`${monthLabel(month + 1)}-01T06:00:00Z`),
            plannedKnownAt: null,
          },
        ]),
      ),
  };
}

interface Asked {
  readonly measure?: object;
  readonly more?: object;
  /** KPIs besides those of the plan, or in their place. */
  readonly kpis?: object;
  readonly leads?: readonly SupportedLead[];
  readonly now?: number;
  /** When it is weighed; as a rule at once. */
  readonly at?: number;
  /** The target that would do. */
  readonly enough?: number;
  readonly reading?: Reading;
}

function offered({
  measure = {},
  more = {},
  kpis = {},
  leads = supported,
  now = NOW,
  at = now,
  enough = TARGET - 6,
  reading = known,
}: Asked = {}): readonly LeadOption[] {
  const own = planOf({ kpi: "revenue", from: 400, to: TARGET, ...measure }, { more, kpis });
  const measured = measuredGoals(own)[0] as MeasuredGoal;
  const basis = { goalCase: goalCase(measured, lastKnowable(measured, now), reading), asOf: now };
  const sought = {
    basis,
    at,
    reading,
    pHit: 0.31,
    clearAbove: 0.65,
    mark: "m",
  } as unknown as Sought;
  const target = {
    option: "target-m",
    kind: "target",
    value: enough,
    pHit: 0.66,
    change: 0.35,
    line: "l",
  } as const;
  const shift = TARGET - enough;
  // A straight line, on which an unsure slope has the chance of a sure one.
  const chanceOf = (higher: number): number => 0.31 + (ENOUGH - 0.31) * (higher / shift);
  return leadOptions({ sought, leads, targets: [target], chanceOf });
}

test("a lead has to move by as much as the goal's figure has to, by the slope, from the period on that still arrives", () => {
  const [one, ...more] = offered();
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    option: "lead-1-m",
    kind: "lead",
    lead: "calls",
    test: "calls/revenue@1",
    lag: LAG,
    level: expect.closeTo(figures["calls"]?.[KNOWN_MONTHS - 1] ?? 0, 9),
    // What stands two months before the due December.
    fromPeriod: "2023-10",
    fromDate: "2023-10-01",
  });
  expect(one?.pHit).toBeGreaterThan(0.65);
  expect(one?.change).toBeCloseTo((one?.pHit ?? 0) - 0.31, 9);
  expect(one?.pHitLow).toBeLessThan(one?.pHit ?? 0);
  expect(one?.pHitHigh).toBeGreaterThan(one?.pHit ?? 0);
  const { slope = 0, value = 0 } = one ?? {};
  expect(slope / PLANTED_SLOPE).toBeGreaterThan(0.8);
  expect(slope / PLANTED_SLOPE).toBeLessThan(1.2);
  // Rounded to the lead's decimals so that it is enough, and one less is not.
  expect(value * slope).toBeGreaterThanOrEqual(6);
  expect((value - 1) * slope).toBeLessThan(6);
});

test("what adds up moves with each period that the lead still reaches, and a mean by its part of all", () => {
  const [once] = offered({ enough: TARGET - 12 });
  const [sum] = offered({ measure: { evaluation: "cumulative" }, enough: TARGET - 24 });
  // August has begun: from September on the lead reaches November and December.
  expect(sum).toMatchObject({ value: once?.value, fromPeriod: "2023-09" });
  const [mean] = offered({ measure: { evaluation: "average" }, enough: TARGET - 2 });
  expect(mean).toMatchObject({ value: once?.value, fromPeriod: "2023-09" });
});

test("no lead is asked to move in a period that has begun, though figures of it come weeks later", () => {
  const { revenue } = LEADS_PLAN.kpis;
  const kpis = { revenue: { ...revenue, publicationLag: "P45D" } };
  const ask = { measure: { evaluation: "cumulative" }, enough: TARGET - 12 };
  // Of the goal June is known: July is over, August has begun.
  const now = Date.parse("2023-08-20T00:00:00Z");
  const [late] = offered({ ...ask, kpis, leads: supportedIn(kpis), now });
  expect(late).toMatchObject({ fromPeriod: "2023-09", level: roundFigure(figures["calls"]?.[42] ?? 0) });
  // Two months are reached, November and December, and not those that July and August would reach besides.
  expect((late?.value ?? 0) * (late?.slope ?? 0) * 2).toBeGreaterThanOrEqual(12);
  const end = Date.parse("2023-11-01T00:00:00Z");
  expect(offered({ ...ask, kpis, leads: supportedIn(kpis), now: end })).toEqual([]);
  // The same assessment, weighed again once September has begun, leaves one month that is still reached.
  const again = { ...ask, at: Date.parse("2023-09-02T12:00:00Z") };
  expect(offered(again)[0]?.fromPeriod).toBe("2023-10");
  expect(offered({ ...again, at: Date.parse("2023-11-02T12:00:00Z") })).toEqual([]);
  // On its first day a month can still be moved; where the lead is, it may be that day already, or no more.
  const nextDay = Date.parse("2023-09-02T03:00:00Z");
  const [link, ...none] = supportedIn(kpis);
  const inZone = (timeZone: string): readonly SupportedLead[] =>
    link === undefined ? none : [{ ...link, link: { ...link.link, lead: { ...link.link.lead, timeZone } } }];
  const fromIn = (zone: string) =>
    offered({ ...ask, kpis, leads: inZone(zone), now: nextDay })[0]?.fromPeriod;
  expect([fromIn("America/New_York"), fromIn("UTC")]).toEqual(["2023-09", "2023-10"]);
});

test("a change is offered only where it stays within bounds from wherever the lead has stood", () => {
  const all = (figures["calls"] ?? []).slice(0, KNOWN_MONTHS);
  const most = all.reduce((one, other) => Math.max(one, other));
  const [{ value, level } = { value: 0, level: 0 }] = offered();
  expect(level).toBeLessThan(most - 2);
  const bounded = (upper: number): readonly LeadOption[] =>
    offered({ leads: supportedIn({ calls: { ...LEADS_PLAN.kpis["calls"], bounds: { upper } } }) });
  expect(bounded(most + value)).toHaveLength(1);
  expect(bounded(most + value - 1)).toEqual([]);
});

test("what a lead's season moves is no sign that it can be moved as far in any month", () => {
  const december = (month: number): number => (month % 12 === 11 ? 80 : 0);
  const calls = (figures["calls"] ?? []).map((one, month) => one + december(month));
  const swung = readingOf({ ...figures, calls });
  expect(offered({ reading: swung })).toHaveLength(1);
  // The figures lie more than 80 apart, and it would take about 60.
  expect(offered({ reading: swung, enough: TARGET - 60 * PLANTED_SLOPE })).toEqual([]);
});

test("a lead that is declared as a figure to date is told as the KPI whose figures of each period are told", () => {
  const { drives, ...calls } = LEADS_PLAN.kpis["calls"] ?? {};
  const toDate = { ...calls, name: "Calls to date", runningOf: "calls", restarts: "year", drives };
  const kpis = { calls, "calls-to-date": toDate };
  const [one] = offered({ leads: supportedIn(kpis, "calls-to-date") });
  expect(one).toEqual({ ...offered()[0], lead: "calls" });
});

test("nothing is offered that comes too late, that the lead never did, or of a figure that is no sum or mean", () => {
  expect(offered({ now: Date.parse("2023-11-05T00:00:00Z") })).toEqual([]);
  expect(offered({ enough: TARGET - 400 })).toEqual([]);
  expect(offered({ measure: { evaluation: "first-hit" } })).toEqual([]);
  expect(offered({ leads: supported.map((one) => ({ ...one, strength: -0.6 })) })).toEqual([]);
  expect(offered({ leads: [] })).toEqual([]);
});

test("only leads that the newest test supports are looked at, of a KPI as a whole", () => {
  const measured = measuredGoals(plan)[0] as MeasuredGoal;
  const state = createLeadState();
  const told = (id: string, verdict: string): void =>
    state.take({
      type: "milepost.lead.tested.v1",
      id,
      data: { lead: "calls", follower: "revenue", verdict, lag: LAG, strength: 0.6 },
    } as never);
  expect(supportedLeads(plan, state, measured)).toEqual([]);
  told("calls/revenue@1", "supported");
  expect(supportedLeads(plan, state, measured)).toEqual(supported);
  expect(supportedKeys(supported)).toEqual(["calls@2"]);
  expect(supportedLeads(plan, state, { ...measured, series: "line=1" })).toEqual([]);
  told("calls/revenue@2", "not_supported");
  expect(supportedLeads(plan, state, measured)).toEqual([]);
});
