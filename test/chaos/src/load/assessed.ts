import type { Dice } from "../random.ts";
import type { PostedEvent } from "./observations.ts";
import type { RunPlan } from "./plan.ts";

/** Months that are known before the current one: more than half a year before the oldest one that is assessed. */
const HISTORY_MONTHS = 24;
const OPEN_BEFORE = 5;
const OPEN_AFTER = 3;
const SOURCE = "//chaos/sales";
const UNREACHABLE = 100_000;

/** The KPI of a run whose goals are assessed. */
function assessedKpi(run: string): string {
  return `${run}-sales`;
}

/**
 * A KPI with goals that predict assesses: one that is reached for certain, one that never is (so its alert is told to
 * its owner), and one that is over. Their windows move with the current month.
 */
export function assessedPlan(run: string, now: number): RunPlan {
  const kpi = assessedKpi(run);
  const [from, to] = [monthAt(now, -OPEN_BEFORE), monthAt(now, OPEN_AFTER)];
  const goal = { kind: "annual_goal", owner: `${run}-owner` };
  const open = { ...goal, window: windowOf(from, to) };
  const past = windowOf(monthAt(now, -13), monthAt(now, -2));
  return {
    people: { [`${run}-owner`]: { name: `Owner of ${run}`, email: `${run}@example.org` } },
    kpis: {
      [kpi]: {
        name: "Sales",
        unit: "count",
        decimals: 2,
        direction: "increase",
        grain: "month",
        behaviour: "stock",
      },
    },
    goals: {
      [`${run}-reached`]: { ...open, title: "Reached", measure: { kpi, from: 0, to: 1 } },
      [`${run}-missed`]: { ...open, title: "Missed", measure: { kpi, from: 0, to: UNREACHABLE } },
      [`${run}-over`]: { ...goal, title: "Over", window: past, measure: { kpi, from: 0, to: 50 } },
    },
    scorecards: {},
    connectors: {},
  };
}

/**
 * Gives the values of a run's assessed KPI: first a value for every month, each known when its month was over, then
 * corrections, of which some could be known at once and others are known from now on.
 */
export function assessedLoad(run: string, dice: Dice, now: number): () => PostedEvent {
  let number = 0;
  return () => {
    const isFirst = number < HISTORY_MONTHS;
    const back = isFirst ? HISTORY_MONTHS - number : 1 + dice.roll(HISTORY_MONTHS);
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
        kpi: assessedKpi(run),
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
