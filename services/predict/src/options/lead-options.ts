import { localDate } from "@milepost/contracts";
import type { Kpi, LeadOption, Period } from "@milepost/contracts";
import { leadSlope, rangeWithoutSeason } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import { FREQUENCIES } from "../leads/frequencies.ts";
import { lastLevel, leadSeries } from "../leads/lead-series.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import type { Found, Sought } from "./sought.ts";
import { changed } from "./sought.ts";

/**
 * By how much supported leads would have to stand otherwise than they will so that the goal's chance comes above
 * `clearAbove`: the goal's figure has to end higher by as much as the target that would do is lower, and the chance is the
 * one of that target, since every possible future is moved by as much. A lead is offered where its effect still arrives in
 * time, for a goal whose figure moves with each period's, and where the change is no greater than the lead has ever moved
 * beside its season. Those that change least, for how far they have moved, come first.
 */
export function leadOptions(
  sought: Sought,
  leads: readonly SupportedLead[],
  [target]: Found<"target">["options"],
): readonly LeadOption[] {
  const { basis } = sought;
  const now = basis.goalCase.target;
  if (target === undefined || now === null) return [];
  const shift = (basis.reach?.share ?? 1) * (now - target.value);
  return leads
    .flatMap((lead) => found(sought, lead, shift) ?? [])
    .toSorted((one, other) => one.part - other.part || (one.option.lead < other.option.lead ? -1 : 1))
    .map(({ option }, place) => ({
      option: `lead-${place + 1}-${sought.mark}`,
      kind: "lead",
      ...option,
      ...changed(sought, target.pHit),
    }));
}

interface Weighed {
  readonly option: Omit<LeadOption, "option" | "kind" | "pHit" | "change">;
  /** The change as a part of how far the lead has ever moved beside its season. */
  readonly part: number;
}

function found(
  { at, basis, reading }: Sought,
  { link, test, lag, strength }: SupportedLead,
  shift: number,
): Weighed | null {
  const { measured, index } = basis.goalCase;
  const { baseId, base, timeZone } = link.lead;
  const today = localDate(at, timeZone);
  const arrives = arrival(measured, { index, lag, today });
  if (arrives === null) return null;
  const { lead, follower } = leadSeries(link, reading, basis.asOf);
  const slope = leadSlope({ lead, follower, frequency: FREQUENCIES[base.grain], lag });
  const level = lastLevel(link.lead, reading, basis.asOf);
  // A slope against the tested sign is no support of anything.
  if (level === undefined || Math.sign(slope) !== Math.sign(strength)) return null;
  const value = awayFromNothing(shift / (slope * arrives.weight), base.decimals);
  const range = rangeWithoutSeason(lead, FREQUENCIES[base.grain]);
  if (Math.abs(value) > range || !isWithinBounds(value, [...lead, level], base)) return null;
  const option = {
    // What is told are figures of each period, also of a lead that is declared as a figure to date.
    lead: baseId,
    test,
    lag,
    strength,
    slope: roundFigure(slope) ?? 0,
    level: roundFigure(level) ?? 0,
    value,
    fromPeriod: arrives.from.label,
    fromDate: arrives.from.start,
  };
  return { option, part: Math.abs(value) / range };
}

/** Where the lead would otherwise stand then is not known: the change has to fit wherever it has ever stood. */
function isWithinBounds(value: number, stood: readonly number[], { bounds }: Pick<Kpi, "bounds">): boolean {
  const { lower = -Infinity, upper = Infinity } = bounds ?? {};
  return stood.every((one) => !Number.isFinite(one) || (one + value >= lower && one + value <= upper));
}

interface Arrival {
  /** The last period from which on the lead may stand where it has to. */
  readonly from: Period;
  /** By how much the goal's figure moves for each unit of the periods' figures. */
  readonly weight: number;
}

interface Moving {
  /** The goal's last known period. */
  readonly index: number;
  readonly lag: number;
  /** The lead's local date. */
  readonly today: string;
}

/** When a lead has to move, and how much of it a goal's figure gets; null: it comes too late, or the figure is no sum or mean. */
function arrival({ goal, kpi, base, periods }: MeasuredGoal, { index, lag, today }: Moving): Arrival | null {
  // Periods that are not known yet may have begun or be over: nobody moves those any more.
  const left = periods.slice(index + 1).filter(({ start }) => start >= today);
  // What the lead does from the next period on, and when that arrives.
  const reached = left.slice(lag);
  const due = periods.at(-1);
  const [next] = left;
  if (reached.length === 0 || due === undefined || next === undefined) return null;
  const { evaluation } = goal.measure;
  if (kpi.runningOf !== undefined) {
    if (evaluation !== "at-due" || base.behaviour !== "flow" || kpi.restarts !== "year") return null;
    const year = due.label.slice(0, YEAR_CHARACTERS);
    const counted = reached.filter(({ label }) => label.startsWith(year));
    return counted.length === 0 ? null : { from: next, weight: counted.length };
  }
  switch (evaluation) {
    case "at-due":
      return { from: left.at(-1 - lag) ?? next, weight: 1 };
    case "cumulative":
      return { from: next, weight: reached.length };
    case "average":
      return { from: next, weight: reached.length / periods.length };
    case "sustain":
    case "first-hit":
    case "in-range":
    case "control":
      return null;
  }
}

const YEAR_CHARACTERS = 4;

/** Rounded so that it is enough. */
function awayFromNothing(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const size = Math.ceil(Math.abs(value) * scale - NOISE) / scale;
  return Number((Math.sign(value) * size).toFixed(decimals));
}

/** What multiplying by a power of ten leaves of a decimal. */
const NOISE = 1e-9;
