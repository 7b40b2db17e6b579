import type { Dice } from "../random.ts";
import type { PostedEvent } from "./observations.ts";
import type { RunPlan } from "./plan.ts";

/** Months that are known before the current one: more than half a year before the oldest one that is assessed. */
const HISTORY_MONTHS = 24;
/** So many teach how goals end that are set over them. */
const TEACHING_MONTHS = 60;
const OPEN_BEFORE = 5;
const OPEN_AFTER = 3;
const SOURCE = "//chaos/sales";
const UNREACHABLE = 100_000;

/** The KPI of a run whose goals are assessed. */
function assessedKpi(run: string): string {
  return `${run}-sales`;
}

/** What a run's goals have besides: a KPI that is said to lead theirs, or a past that teaches. */
export interface AssessedKind {
  readonly leads?: boolean;
  readonly teaches?: boolean;
}

/** The goal of a run that is open whatever comes. */
export function openGoal(run: string): string {
  return `${run}-missed`;
}

function leadingKpi(run: string): string {
  return `${run}-calls`;
}

const SOLD = { unit: "count", decimals: 2, direction: "increase", grain: "month", behaviour: "stock" };

/**
 * A KPI with goals that predict assesses: one that is reached for certain, one that never is (so its alert is told to
 * its owner), and one that is over. Their windows move with the current month.
 */
export function assessedPlan(run: string, now: number, { leads = false }: AssessedKind = {}): RunPlan {
  const kpi = assessedKpi(run);
  const [from, to] = [monthAt(now, -OPEN_BEFORE), monthAt(now, OPEN_AFTER)];
  const goal = { kind: "annual_goal", owner: `${run}-owner` };
  const open = { ...goal, window: windowOf(from, to) };
  const past = windowOf(monthAt(now, -13), monthAt(now, -2));
  return {
    people: { [`${run}-owner`]: { name: `Owner of ${run}`, email: `${run}@example.org` } },
    kpis: {
      [kpi]: { ...SOLD, name: "Sales" },
      ...(leads ? { [leadingKpi(run)]: { ...SOLD, name: "Calls", drives: [{ kpi }] } } : {}),
    },
    goals: {
      [`${run}-reached`]: { ...open, title: "Reached", measure: { kpi, from: 0, to: 1 } },
      [openGoal(run)]: { ...open, title: "Missed", measure: { kpi, from: 0, to: UNREACHABLE } },
      [`${run}-over`]: { ...goal, title: "Over", window: past, measure: { kpi, from: 0, to: 50 } },
    },
    scorecards: {},
    connectors: {},
  };
}

/**
 * Gives the values of a run's assessed KPI, and of one that leads it where there is one: first a value for every month, each known when its month was over, then
 * corrections, of which some could be known at once and others are known from now on.
 */
export function assessedLoad(
  run: string,
  { dice, now, leads = false, teaches = false }: AssessedKind & { readonly dice: Dice; readonly now: number },
): () => PostedEvent {
  const kpis = [assessedKpi(run), ...(leads ? [leadingKpi(run)] : [])];
  const months = teaches ? TEACHING_MONTHS : HISTORY_MONTHS;
  let number = 0;
  return () => {
    const turn = Math.floor(number / kpis.length);
    const kpi = kpis[number % kpis.length];
    const isFirst = turn < months;
    const back = isFirst ? months - turn : 1 + dice.roll(months);
    const known = isFirst || dice.chance(0.5) ? { knownAt: startOf(now, 1 - back) } : {};
    number += 1;
    const value = String((2_000 + dice.roll(6_000)) / 100);
    return {
      specversion: "1.0",
      id: `${run}-sale-${number}`,
      source: SOURCE,
      type: "milepost.observation.recorded.v1",
      time: new Date(Date.parse(startOf(now, 0)) + number * 1_000).toISOString(),
      data: {
        kpi: String(kpi),
        period: monthAt(now, -back),
        kind: "actual",
        value,
        completeness: "complete",
        ...known,
      },
    };
  };
}

function windowOf(first: string, last: string): { readonly from: string; readonly to: string } {
  const [year, month] = last.split("-").map(Number);
  return { from: `${first}-01`, to: new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10) };
}

/** The label of a month before (or after) the current one. */
function monthAt(now: number, shift: number): string {
  return startOf(now, shift).slice(0, 7);
}

function startOf(now: number, shift: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1)).toISOString();
}
