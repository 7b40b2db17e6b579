import type { Behaviour, Period } from "@milepost/contracts";
import { shiftPeriod } from "@milepost/contracts";
import type { BehaviourRule } from "@milepost/forecast";
import { yearBefore } from "@milepost/scoring";
import type { Forecastable, GoalCase, KnownFacts } from "./goal-case.ts";
import { periodsLeft } from "./measured-goal.ts";
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

/** Lays a goal's values out as the forecast takes them: a year of twelve periods that ends when the goal is due. */
export function forecastInput(facts: KnownFacts, reading: Reading): GoalCase["forecast"] {
  if (periodsLeft(facts.measured, facts.index) >= YEAR) return { reason: "too_far_ahead" };
  const { measured } = facts;
  switch (measured.goal.measure.evaluation) {
    case "at-due":
      return measured.kpi.restarts === "year" ? toDateFigure(facts, reading) : dueValue(facts, reading);
    case "cumulative":
      return { input: accumulated(facts, reading), scale: 1 };
    case "average":
      return average(facts, reading);
    case "sustain":
    case "first-hit":
    case "in-range":
      return { reason: "not_supported" };
  }
}

/** A published figure to date that restarts each January: the months behind it are forecast by the KPI's behaviour. */
function toDateFigure(facts: KnownFacts, reading: Reading): GoalCase["forecast"] {
  const { measured } = facts;
  const due = measured.periods.at(-1);
  if (measured.kpi.grain !== "month" || due?.label.endsWith("-12") !== true)
    return { reason: "not_supported" };
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
    scale: 1,
  };
}

/** The due period's own value. */
function dueValue(facts: KnownFacts, reading: Reading): Forecastable {
  const { measured } = facts;
  const values = reading.seriesOf(measured.kpiId, measured.series);
  const history = actualsOf(values, labelsUpTo(facts.period, [values]));
  return {
    input: {
      ...common(facts, reading),
      history,
      yearToDateHistory: history,
      rule: "last",
      decimals: measured.kpi.decimals,
    },
    scale: 1,
  };
}

/** The sum since the window began; only its newest figure is known, so years before it are left open. */
function accumulated(facts: KnownFacts, reading: Reading): Forecastable["input"] {
  const { measured } = facts;
  const values = reading.seriesOf(measured.kpiId, measured.series);
  const history = actualsOf(values, labelsUpTo(facts.period, [values]));
  const toDate = new Float64Array(history.length).fill(Number.NaN);
  toDate[history.length - 1] = facts.actual;
  return { ...common(facts, reading), history, yearToDateHistory: toDate, rule: "sum" };
}

/** A mean is its sum over the number of periods: the sum is forecast. A mean of speeds has no such sum. */
function average(facts: KnownFacts, reading: Reading): GoalCase["forecast"] {
  const { measured, index } = facts;
  if (measured.kpi.behaviour === "harmonic_mean") return { reason: "not_supported" };
  const all = measured.periods.length;
  const elapsed = index + 1;
  const scaled = {
    ...facts,
    actual: facts.actual * elapsed,
    target: facts.target * all,
    targetToDate: facts.targetToDate === null ? null : facts.targetToDate * elapsed,
  };
  return { input: { ...accumulated(scaled, reading), previousTarget: null }, scale: all };
}

function common(
  facts: KnownFacts,
  reading: Reading,
): Pick<
  Forecastable["input"],
  "monthsElapsedInYear" | "yearToDateTarget" | "target" | "previousTarget" | "direction" | "bounds"
> {
  const { measured, index, target, targetToDate, direction } = facts;
  const { lower, upper } = measured.base.bounds ?? {};
  return {
    monthsElapsedInYear: YEAR - periodsLeft(measured, index),
    yearToDateTarget: targetToDate,
    target,
    previousTarget: previousTarget(facts, reading),
    direction,
    bounds: { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) },
  };
}

function previousTarget({ measured }: KnownFacts, reading: Reading): number | null {
  const due = measured.periods.at(-1);
  if (due === undefined || typeof measured.goal.measure.trajectory === "string") return null;
  return reading.seriesOf(measured.kpiId, measured.series).get(yearBefore(due).label)?.planned ?? null;
}

const MOST_PERIODS = 1_000;
const REMEMBERED_CHAINS = 100;
// Walking a calendar backwards is slow, and every goal of a moment walks the same way.
const chains = new Map<string, string[]>();

/** Labels from the first period with an actual to the last one asked for, without gaps. */
function labelsUpTo(last: Period, series: readonly KnownSeries[]): readonly string[] {
  let first = last.label;
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
