import { windowDates } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";
import type { Defined, PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";
import { pagedId, pagedKpis } from "./kpi-facts.ts";
import type { PagedKpi } from "./kpi-facts.ts";
import { dateAt, lastKnowable } from "./last-knowable.ts";
import { oncePerPlan } from "./once-per-plan.ts";
import type { Moment } from "./readings.ts";

/** A goal that has begun at a moment. */
export interface BegunGoal {
  readonly id: string;
  readonly goal: Goal;
  readonly measured: Kpi;
  /** The last of its periods that is over; null: the first one is not, and nothing can be said yet. */
  readonly period: Period | null;
  readonly due: Period;
  readonly paged: PagedKpi;
  /** As in its identity. */
  readonly apart: string | null;
}

/** One of which a period is over. */
export interface OpenGoal extends BegunGoal {
  readonly period: Period;
}

/** What says which goals are open, and which of their periods are over. */
export type OpenAt = Pick<Moment, "period" | "overBy" | "latest" | "ofMonth" | "asked">;

/** The goals that are open at a moment by id, in the plan's order; private ones are left out. */
export function openGoals(plan: PlanState, at: OpenAt): ReadonlyMap<string, OpenGoal> {
  return openAt(plan)(at, () => toldApart(begunAt(plan, at).filter(isOpen)));
}

/** The same with those that have begun and of which no period is over. */
export function begunGoals(plan: PlanState, at: OpenAt): ReadonlyMap<string, BegunGoal> {
  return begunBy(plan)(at, () => toldApart(begunAt(plan, at)));
}

function begunAt(plan: PlanState, at: OpenAt): readonly Omit<BegunGoal, "apart">[] {
  return [...plan.goals.values()].flatMap((one) => begunGoal(plan, at, one) ?? []);
}

function isOpen<One extends Pick<BegunGoal, "period">>(one: One): one is One & Pick<OpenGoal, "period"> {
  return one.period !== null;
}

type Remembered<Value> = (at: OpenAt, compute: () => Value) => Value;

const REMEMBERED_MONTHS = 120;

/** Answers for months that are over stay; of the newest one, which every minute may change, only the last does. */
function remembered<Value>(): Remembered<Value> {
  const months = new Map<string, Value>();
  const newest = new Map<boolean, { readonly key: string; readonly value: Value }>();
  return ({ period, overBy, latest, ofMonth: byMonth }, compute) => {
    const ofMonth = byMonth === true;
    const key = `${period} ${overBy} ${ofMonth}`;
    const last = newest.get(ofMonth);
    const known = last?.key === key ? last.value : months.get(key);
    if (known !== undefined) return known;
    const value = compute();
    if (months.size >= REMEMBERED_MONTHS) months.clear();
    if (latest) newest.set(ofMonth, { key, value });
    else months.set(key, value);
    return value;
  };
}

const openAt = oncePerPlan(() => remembered<ReadonlyMap<string, OpenGoal>>());
const begunBy = oncePerPlan(() => remembered<ReadonlyMap<string, BegunGoal>>());

/** Goals of one KPI have its name: their titles tell them apart, and their ids where titles are alike. */
function toldApart<One extends Omit<BegunGoal, "apart">>(
  goals: readonly One[],
): ReadonlyMap<string, One & Pick<BegunGoal, "apart">> {
  const ofKpi = countBy(goals, ({ paged }) => paged.id);
  const titled = countBy(goals, titleOnPage);
  return new Map(
    goals.map((one) => {
      const name = titled.get(titleOnPage(one)) === 1 ? one.goal.title : one.id;
      return [one.id, { ...one, apart: ofKpi.get(one.paged.id) === 1 ? null : name }];
    }),
  );
}

function titleOnPage({ paged, goal }: Pick<BegunGoal, "paged" | "goal">): string {
  return `${paged.id} ${goal.title}`;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of items.map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The KPIs whose figures the readings of some goals are made of. */
export function kpisOf(goals: readonly BegunGoal[]): readonly string[] {
  return [...new Set(goals.flatMap(({ goal, paged }) => [goal.measure.kpi, paged.id]))];
}

function begunGoal(
  plan: PlanState,
  at: OpenAt,
  { id, definition: goal }: Defined<Goal>,
): Omit<BegunGoal, "apart"> | undefined {
  const measured = plan.kpis.get(goal.measure.kpi)?.definition;
  const page = pagedKpis(plan).get(pagedId(plan, goal.measure.kpi));
  if (goal.private || measured === undefined || page === undefined) return undefined;
  const begun = begunPeriods(goal, measured, { at, timeZone: timeZoneOf(plan, measured) });
  if (begun === undefined) return undefined;
  return { id, goal, measured, ...begun, paged: page };
}

/** The last of a goal's periods that is over, and the due one; undefined: the goal is not open, and has no such period. */
function begunPeriods(
  goal: Goal,
  kpi: Kpi,
  { at, timeZone }: { readonly at: OpenAt; readonly timeZone: string },
): Pick<BegunGoal, "period" | "due"> | undefined {
  const { period: month, overBy } = at;
  const periods = goalPeriods(goal, kpi);
  const [first] = periods;
  const due = periods.at(-1);
  if (first === undefined || due === undefined || month > windowDates(goal.window).to.slice(0, MONTH)) return;
  const until = isPastMonthEnd(at) ? undefined : `${month}-31`;
  if (first.start > (until ?? dateAt(overBy, timeZone))) return;
  return { period: lastKnowable(periods, { ...kpi, timeZone, overBy, until }), due };
}

/** Whether goals stand at what is over by now, or by an instant, and not at the end of a month: finer periods go on after it. */
export function isPastMonthEnd({
  latest,
  ofMonth,
  asked,
}: Pick<OpenAt, "latest" | "ofMonth" | "asked">): boolean {
  return (latest || asked !== undefined) && ofMonth !== true;
}

/** Digits of a month's label. */
const MONTH = "2014-09".length;
