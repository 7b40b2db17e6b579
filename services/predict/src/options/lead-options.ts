import { localDate } from "@milepost/contracts";
import type { Kpi, LeadOption, Period } from "@milepost/contracts";
import { leadSlope, rangeWithoutSeason } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import { seedOf } from "../assessment-of.ts";
import { FREQUENCIES } from "../leads/frequencies.ts";
import { lastLevel, leadSeries } from "../leads/lead-series.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { leadChance } from "./lead-chance.ts";
import type { MovedChance } from "./moved-chances.ts";
import { changed, isHelp } from "./sought.ts";
import type { Found, Sought } from "./sought.ts";

/**
 * By how much supported leads would have to stand otherwise than they will so that it helps. Moved by a lead, the goal's figure
 * ends higher in every possible future, which is as if its target were lower by as much; how much a lead moves it is only
 * known as well as its slope, so the chance is over all slopes that may be, and the change is the least with which it
 * helps. A lead is offered where its effect still arrives in
 * time, for a goal whose figure moves with each period's, and where the change is no greater than the lead has ever moved
 * beside its season. Those that change least, for how far they have moved, come first.
 */
export function leadOptions({ sought, leads, targets, chanceOf }: LeadsSought): readonly LeadOption[] {
  const { target: now } = sought.basis.goalCase;
  const [target] = targets;
  if (target === undefined || now === null) return [];
  const wanted = { sought, sign: Math.sign(now - target.value), chanceOf };
  return leads
    .flatMap((lead) => found(wanted, lead) ?? [])
    .toSorted((one, other) => one.part - other.part || (one.option.lead < other.option.lead ? -1 : 1))
    .map(({ option }, place) => ({
      option: `lead-${place + 1}-${sought.mark}`,
      kind: "lead",
      ...option,
    }));
}

/** What leads are weighed for. */
export interface LeadsSought {
  readonly sought: Sought;
  readonly leads: readonly SupportedLead[];
  /** The target that helps; without one, nothing does. */
  readonly targets: Found<"target">["options"];
  readonly chanceOf: MovedChance;
}

interface Wanted extends Pick<LeadsSought, "sought" | "chanceOf"> {
  /** Which way the goal's figure has to move: 1 is up, -1 is down. */
  readonly sign: number;
}

interface Weighed {
  readonly option: Omit<LeadOption, "option" | "kind">;
  /** The change as a part of how far the lead has ever moved beside its season. */
  readonly part: number;
}

function found(
  { sought, sign, chanceOf }: Wanted,
  { link, test, lag, strength }: SupportedLead,
): Weighed | null {
  const { at, basis, reading } = sought;
  const { measured, index } = basis.goalCase;
  const { baseId, base, timeZone } = link.lead;
  const today = localDate(at, timeZone);
  const arrives = arrival(measured, { index, lag, today });
  if (arrives === null) return null;
  const { lead, follower } = leadSeries(link, reading, basis.asOf);
  const { slope, error } = leadSlope({ lead, follower, frequency: FREQUENCIES[base.grain], lag });
  const level = lastLevel(link.lead, reading, basis.asOf);
  // A slope against the tested sign is no support of anything.
  if (level === undefined || Math.sign(slope) !== Math.sign(strength) || !Number.isFinite(error)) return null;
  const range = rangeWithoutSeason(lead, FREQUENCIES[base.grain]);
  const seed = `${seedOf(measured, basis.asOf)}|${baseId}@${lag}`;
  const chanceBy = leadChance({ slope, error, seed }, chanceOf);
  const least = { sign: sign * Math.sign(slope), most: range, decimals: base.decimals };
  const value = leastChange(least, (by) => isHelp(sought, chanceBy(by * arrives.weight).pHit));
  if (value === null || !isWithinBounds(value, [...lead, level], base)) return null;
  const chance = chanceBy(value * arrives.weight);
  const option = {
    // What is told are figures of each period, also of a lead that is declared as a figure to date.
    lead: baseId,
    test,
    lag,
    strength,
    slope: roundFigure(slope) ?? 0,
    slopeError: roundFigure(error) ?? 0,
    level: roundFigure(level) ?? 0,
    value,
    fromPeriod: arrives.from.label,
    fromDate: arrives.from.start,
    ...changed(sought, chance.pHit),
    pHitLow: chance.pHitLow,
    pHitHigh: chance.pHitHigh,
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

interface Least {
  readonly sign: number;
  /** The most that can be asked for, either way. */
  readonly most: number;
  readonly decimals: number;
}

/** The least change, in whole units of the last decimal, with which it helps; null: none that can be asked for does. */
function leastChange({ sign, most, decimals }: Least, helps: (by: number) => boolean): number | null {
  const scale = 10 ** decimals;
  const at = (units: number): number => Number(((sign * units) / scale).toFixed(decimals));
  let low = 1;
  let high = Math.floor(most * scale + NOISE);
  if (low > high || !helps(at(high))) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (helps(at(middle))) high = middle;
    else low = middle + 1;
  }
  return at(high);
}

/** What multiplying by a power of ten leaves of a decimal. */
const NOISE = 1e-9;
