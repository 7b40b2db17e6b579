import type { Behaviour, Period } from "@milepost/contracts";
import { shiftPeriod } from "@milepost/contracts";
import { addsUpToDate } from "@milepost/forecast";
import type { BehaviourRule } from "@milepost/forecast";
import { isTwoSided, yearBefore } from "@milepost/scoring";
import type { Forecastable, GoalCase, KnownFacts } from "./goal-case.ts";
import { MOST_PERIODS_AHEAD, pathCase } from "./path-case.ts";
import { periodsLeft } from "./measured-goal.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { placesInYear, runningCase } from "./running-case.ts";
import type { KnownSeries, Reading } from "./series-reading.ts";

/** The forecast's year: twelve periods that end with the due one. */
const YEAR = 12;

const RULE_OF: Readonly<Record<Behaviour, BehaviourRule>> = {
  flow: "sum",
  average: "mean",
  ratio: "mean",
  harmonic_mean: "harmonic_mean",
  running: "last",
  stock: "last",
  min: "last",
  max: "last",
};

/**
 * Lays a goal's values out as the forecast takes them: a published figure that restarts each January as a year of twelve
 * months that ends when the goal is due, one by other periods or due in June by what each of them adds (`runningCase`), and
 * anything else on the periods of its window.
 */
export function forecastInput(facts: KnownFacts, reading: Reading): GoalCase["forecast"] {
  const { kpi, goal, kpiId, series, periods } = facts.measured;
  const { evaluation } = goal.measure;
  const left = periodsLeft(facts.measured, facts.index);
  if ((evaluation === "at-due" || evaluation === "in-range") && endsYear(facts.measured)) {
    return left >= YEAR ? { reason: "too_far_ahead" } : toDateFigure(facts, reading);
  }
  // A mean of speeds is no mean of its periods.
  if (evaluation === "average" && kpi.behaviour === "harmonic_mean") return { reason: "not_supported" };
  if (left > MOST_PERIODS_AHEAD) return { reason: "too_far_ahead" };
  const values = reading.seriesOf(kpiId, series);
  const first = periods[0] ?? facts.period;
  const labels = labelsUpTo(facts.period, [values], first.label);
  return toDateByParts(facts, reading) ?? pathCase({ facts, values, history: actualsOf(values, labels) });
}

/** A figure to date by what each period adds, with what the KPI behind it says of them; null: it is no such sum. */
function toDateByParts(facts: KnownFacts, reading: Reading): GoalCase["forecast"] | null {
  const { base, baseId, kpiId, series, periods } = facts.measured;
  if (!facts.addsUp) return null;
  const values = reading.seriesOf(kpiId, series);
  const behind = base.behaviour === "flow" ? reading.seriesOf(baseId, series) : null;
  const known = behind === null ? [values] : [values, behind];
  const labels = labelsUpTo(facts.period, known, periods[0]?.label);
  const baseHistory = behind && actualsOf(behind, labels);
  return runningCase({ facts, values, history: actualsOf(values, labels), labels, baseHistory });
}

/** Whether a goal is about the figure to date at the end of a year of months. */
function endsYear({ kpi, periods }: MeasuredGoal): boolean {
  return kpi.restarts === "year" && kpi.grain === "month" && periods.at(-1)?.label.endsWith("-12") === true;
}

/** A published figure to date that restarts each January: the months behind it are forecast by the KPI's behaviour. */
function toDateFigure(facts: KnownFacts, reading: Reading): GoalCase["forecast"] {
  const { measured } = facts;
  const months = reading.seriesOf(measured.baseId, measured.series);
  const toDate = reading.seriesOf(measured.kpiId, measured.series);
  const labels = labelsUpTo(facts.period, [months, toDate]);
  return {
    input: {
      ...common(facts, reading),
      history: actualsOf(months, labels),
      yearToDateHistory: actualsOf(toDate, labels),
      rule: RULE_OF[measured.base.behaviour],
      decimals: measured.kpi.decimals,
    },
  };
}

/**
 * Whether a goal measures what adds up since its year began: the KPI behind the figure to date says so, else (where there is
 * none, or it is to date itself) what is known of the figure up to a period.
 */
export function addsUpOverYear(
  { base, kpi, kpiId, series }: MeasuredGoal,
  { reading, last }: { readonly reading: Reading; readonly last: Period },
): boolean {
  if (kpi.restarts !== "year") return false;
  if (base.behaviour !== "running") return base.behaviour === "flow";
  const values = reading.seriesOf(kpiId, series);
  const labels = labelsUpTo(last, [values]);
  return addsUpToDate({ values: actualsOf(values, labels), places: placesInYear(labels, kpi.grain) });
}

function common(
  facts: KnownFacts,
  reading: Reading,
): Pick<
  Forecastable["input"],
  | ("monthsElapsedInYear" | "yearToDateTarget" | "target" | "previousTarget")
  | ("direction" | "tolerance" | "bounds")
> {
  const { measured, index, targetToDate } = facts;
  const { lower, upper } = measured.base.bounds ?? {};
  return {
    monthsElapsedInYear: YEAR - periodsLeft(measured, index),
    yearToDateTarget: targetToDate,
    previousTarget: previousTarget(facts, reading),
    ...judgedBy(facts),
    bounds: { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) },
  };
}

/** What meets the target; a range is its middle, and as much on either side. */
function judgedBy({
  measured,
  target,
  direction,
  range,
}: KnownFacts): Pick<Forecastable["input"], "target" | "direction" | "tolerance"> {
  if (!isTwoSided({ measure: measured.goal.measure, direction })) return { target, direction };
  const { lower, upper } = range;
  return { target: (lower + upper) / 2, direction: "maintain", tolerance: (upper - lower) / 2 };
}

function previousTarget({ measured }: KnownFacts, reading: Reading): number | null {
  const due = measured.periods.at(-1);
  if (due === undefined || typeof measured.goal.measure.trajectory === "string") return null;
  return reading.seriesOf(measured.kpiId, measured.series).get(yearBefore(due).label)?.planned ?? null;
}

/** The actual values of a series from its first one to a period, oldest first; NaN where unknown. */
export function historyUpTo(values: KnownSeries, last: Period): Float64Array {
  return actualsOf(values, labelsUpTo(last, [values]));
}

const MOST_PERIODS = 1_000;
const REMEMBERED_CHAINS = 100;
// Walking a calendar backwards is slow, and every goal of a moment walks the same way.
const chains = new Map<string, string[]>();

/** Labels from the first period with an actual, or an earlier one, to the last one asked for, without gaps. */
function labelsUpTo(
  last: Period,
  series: readonly KnownSeries[],
  earliest: string = last.label,
): readonly string[] {
  let first = earliest;
  for (const values of series) {
    for (const [label, value] of values) if (label < first && value.actual !== null) first = label;
  }
  const chain = chainBefore(last, first);
  return chain.slice(0, chain.indexOf(first) + 1 || chain.length).toReversed();
}

function chainBefore(last: Period, first: string): readonly string[] {
  const key = `${last.grain} ${last.label}`;
  let chain = chains.get(key);
  if (chain === undefined) {
    if (chains.size >= REMEMBERED_CHAINS) chains.clear();
    chains.set(key, (chain = [last.label]));
  }
  while ((chain.at(-1) ?? "") > first && chain.length < MOST_PERIODS) {
    chain.push(shiftPeriod(last, -chain.length).label);
  }
  return chain;
}

function actualsOf(values: KnownSeries, labels: readonly string[]): Float64Array {
  return Float64Array.from(labels, (label) => values.get(label)?.actual ?? Number.NaN);
}
