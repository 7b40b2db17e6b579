import type { Behaviour, Kpi, ObservationKind } from "@milepost/contracts";
import { aggregatePeriods } from "./aggregate-periods.ts";
import { exactSum } from "./exact-sum.ts";
import { roundValue } from "./round-figure.ts";

/** The current value of one series for one period, in the KPI's unit; null is unknown. */
export interface KnownFigure {
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  readonly kind: ObservationKind;
  /** Period label, on the KPI's grain. */
  readonly period: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** When it could first be known, in epoch milliseconds. */
  readonly knownAt: number;
}

/** What deriving a total needs to know of its KPI. */
export interface TotalRule extends Pick<Kpi, "behaviour" | "approximation" | "unit"> {
  /** Behaviour of the KPI whose running figure this is; absent: it is nobody's. */
  readonly runningOf?: Behaviour | undefined;
}

/** Whether a KPI's total is made from its members: of one without dimensions there is nothing to make it from. */
export function hasDerivedTotal(kpi: Pick<Kpi, "total" | "dimensions">): boolean {
  return kpi.total === "derived" && kpi.dimensions.length > 0;
}

/** How the total of a KPI is derived; `kpiOf` finds the KPI behind a running figure. */
export function totalRule(kpi: Kpi, kpiOf: (id: string) => Kpi | undefined): TotalRule {
  const { behaviour, approximation, unit, runningOf } = kpi;
  return {
    behaviour,
    approximation,
    unit,
    runningOf: runningOf === undefined ? undefined : kpiOf(runningOf)?.behaviour,
  };
}

/**
 * The total of a KPI at every period that a member speaks of, kind by kind, from its members' current values. Flows
 * and stocks add up, as do running figures of flows; other running figures give no total. Ratios and means are made
 * from their summed parts, or with equal weights where the plan says so; min and max are those of the members.
 * A member counts from its first known value on, in plans also from its first known actual on: where it has none, or a
 * retracted one, the total is unknown.
 */
export function derivedTotal(members: readonly KnownFigure[], rule: TotalRule): readonly KnownFigure[] {
  const byKind = Map.groupBy(
    members.filter(({ series }) => series !== ""),
    ({ kind }) => kind,
  );
  // Who counts in what happened has to be planned, too: a target of some members is none of the total.
  const actuals = firstKnown(byKind.get("actual") ?? []);
  return [...byKind.values()].flatMap((figures) => totalsOfKind(figures, { rule, actuals }));
}

function totalsOfKind(
  figures: readonly KnownFigure[],
  { rule, actuals }: { readonly rule: TotalRule; readonly actuals: ReadonlyMap<string, string> },
): readonly KnownFigure[] {
  const since = [...earlier(firstKnown(figures), actuals).values()];
  const byPeriod = Map.groupBy(figures, ({ period }) => period);
  return [...byPeriod].map(([period, given]) => {
    const known = given.filter(({ value }) => value !== null);
    const isWhole =
      known.length === given.length && known.length === since.filter((first) => first <= period).length;
    return totalOf(given, isWhole ? rule : undefined);
  });
}

/** Series → first period with a known value; labels of one grain sort by time. */
function firstKnown(figures: readonly KnownFigure[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { series, period, value } of figures) {
    if (value !== null && period < (first.get(series) ?? "~")) first.set(series, period);
  }
  return first;
}

/** Series → the earlier of two labels. */
function earlier(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const first = new Map(one);
  for (const [series, period] of other) if (period < (first.get(series) ?? "~")) first.set(series, period);
  return first;
}

/** The total of one period; without a rule it is unknown. */
function totalOf(given: readonly KnownFigure[], rule: TotalRule | undefined): KnownFigure {
  // Sums of doubles may depend on their order: sorted, that of the members does not matter.
  const sorted = given.toSorted(byFigures);
  const value = rule === undefined ? null : combined(sorted, rule);
  const isKnown = value !== null;
  return {
    series: "",
    kind: (given[0] as KnownFigure).kind,
    period: (given[0] as KnownFigure).period,
    value: roundValue(value),
    numerator: isKnown ? sumOf(sorted.map(({ numerator }) => numerator)) : null,
    denominator: isKnown ? sumOf(sorted.map(({ denominator }) => denominator)) : null,
    knownAt: given.reduce((latest, { knownAt }) => Math.max(latest, knownAt), Number.NEGATIVE_INFINITY),
  };
}

function combined(members: readonly KnownFigure[], rule: TotalRule): number | null {
  switch (rule.behaviour) {
    case "flow":
    case "stock":
      return sumOf(members.map(({ value }) => value));
    case "running":
      return rule.runningOf === "flow" ? sumOf(members.map(({ value }) => value)) : null;
    case "ratio":
    case "average":
    case "harmonic_mean":
    case "min":
    case "max":
      // These combine members as they combine periods.
      return aggregatePeriods(
        members.map(({ value, numerator, denominator }) => ({ actual: value, numerator, denominator })),
        rule,
      );
  }
}

function byFigures(left: KnownFigure, right: KnownFigure): number {
  return (
    (left.value ?? 0) - (right.value ?? 0) ||
    (left.numerator ?? 0) - (right.numerator ?? 0) ||
    (left.denominator ?? 0) - (right.denominator ?? 0)
  );
}

function sumOf(figures: readonly (number | null)[]): number | null {
  return figures.every((one) => one !== null) ? exactSum(figures) : null;
}
