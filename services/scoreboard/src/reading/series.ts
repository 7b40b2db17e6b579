import { parsePeriod, shiftPeriod } from "@milepost/contracts";
import type { Grain, Kpi } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { exactSum, figuresOf, hasDerivedTotal, roundValue, totalRule, totalValues } from "@milepost/scoring";
import type { PeriodValue, SeriesValues } from "@milepost/scoring";
import type { KnownSeries } from "./known-series.ts";
import { lastKnownPeriod } from "./known-series.ts";
import type { PeriodFigure } from "./readings.ts";
import { waitingTotal } from "./waiting-total.ts";
import type { WaitingTotal } from "./waiting-total.ts";

/** The values of all series at a moment. */
export interface SeriesReading {
  valuesOf(kpi: string, series?: string): SeriesValues;
  /** Periods with an actual or a target, oldest first. */
  figuresOf(kpi: string, series?: string): readonly PeriodFigure[];
  /** Last period with an actual; null: there never was one. */
  lastPeriod(kpi: string, series?: string): string | null;
  /** Whom the next value of a derived total waits for; null: for nobody, or it is no such total. */
  waiting(kpi: string, series?: string): WaitingTotal | null;
}

const NONE: SeriesValues = new Map();

/** The figures of KPIs by series, worked out when they are asked for; a derived total stands for whatever was reported as one. */
export function seriesReading(
  figures: ReadonlyMap<string, readonly KnownSeries[]>,
  plan: Pick<PlanState, "kpis">,
): SeriesReading {
  const known = new Map<string, SeriesValues>();
  const rowsOf = (kpi: string, series: string): readonly KnownSeries[] =>
    (figures.get(kpi) ?? []).filter((row) => row.series === series);
  const isDerived = (kpi: string, series: string): boolean => {
    const definition = plan.kpis.get(kpi)?.definition;
    return series === "" && definition !== undefined && hasDerivedTotal(definition);
  };
  const valuesOf: SeriesReading["valuesOf"] = (kpi, series = "") => {
    const key = `${kpi} ${series}`;
    let values = known.get(key);
    if (values === undefined) {
      values = isDerived(kpi, series)
        ? derivedTotalOf(figures.get(kpi) ?? [], plan)
        : valuesOfSeries(figures.get(kpi) ?? [], series);
      known.set(key, values);
    }
    return values;
  };
  return {
    valuesOf,
    waiting: (kpi, series = "") => {
      if (!isDerived(kpi, series)) return null;
      const rows = figures.get(kpi) ?? [];
      return waitingTotal(rows, valuesOf(kpi), lastKnownTotal(valuesOf(kpi), rows));
    },
    lastPeriod: (kpi, series = "") => {
      if (isDerived(kpi, series)) return lastKnownTotal(valuesOf(kpi), figures.get(kpi) ?? []);
      const actual = rowsOf(kpi, series).find(({ kind }) => kind === "actual");
      return actual === undefined ? null : lastKnownPeriod(actual);
    },
    figuresOf: (kpi, series) =>
      [...valuesOf(kpi, series)]
        .map(([period, { actual, planned }]) => ({ period, actual, target: planned }))
        .toSorted((left, right) => (left.period < right.period ? -1 : 1)),
  };
}

/** Most lists are asked about many times before there is news of them. */
const seriesOfLists = new WeakMap<readonly KnownSeries[], Map<string, SeriesValues>>();

function valuesOfSeries(rows: readonly KnownSeries[], series: string): SeriesValues {
  const ofList = seriesOfLists.get(rows) ?? new Map<string, SeriesValues>();
  seriesOfLists.set(rows, ofList);
  const values = ofList.get(series) ?? periodValues(rows.filter((row) => row.series === series));
  ofList.set(series, values);
  return values;
}

/** The values of one series by period, from its actual and its planned ones. */
function periodValues(rows: readonly KnownSeries[]): SeriesValues {
  const values = new Map<string, PeriodValue>();
  for (const row of rows) {
    for (const [index, label] of row.labels.entries()) {
      const value = row.values[index] ?? null;
      const before = values.get(label) ?? { actual: null, planned: null };
      values.set(
        label,
        row.kind === "planned" ? { ...before, planned: value } : actualOf(row, index, before),
      );
    }
  }
  return values;
}

function actualOf(row: KnownSeries, index: number, { planned }: PeriodValue): PeriodValue {
  const actual = row.values[index] ?? null;
  // Most values have no parts.
  if (row.numerators.length === 0 && row.denominators.length === 0) return { actual, planned };
  return {
    actual,
    planned,
    numerator: row.numerators[index] ?? null,
    denominator: row.denominators[index] ?? null,
  };
}

/** A total as it was worked out, and what it depends on besides its members' figures. */
interface HeldTotal {
  readonly kpi: Kpi;
  /** Behaviour of what runs there, where the KPI is a running figure. */
  readonly runningOf: Kpi["behaviour"] | undefined;
  readonly total: SeriesValues;
}

/** Totals are made of thousands of members' figures, and thousands of questions are asked of the same ones. */
const totals = new WeakMap<readonly KnownSeries[], HeldTotal>();

/** The total of a KPI at the periods that its members list. */
function derivedTotalOf(members: readonly KnownSeries[], { kpis }: Pick<PlanState, "kpis">): SeriesValues {
  const kpi = kpis.get(members[0]?.kpi ?? "")?.definition;
  if (kpi === undefined) return NONE;
  const held = totals.get(members);
  const kpiOf = (id: string): Kpi | undefined => kpis.get(id)?.definition;
  const { runningOf } = totalRule(kpi, kpiOf);
  if (held?.kpi === kpi && held.runningOf === runningOf) return held.total;
  const figures = members.flatMap((row) => [...beforeTheList(row), ...figuresOf(row)]);
  const all = [...totalValues(figures, kpiOf).values()].flatMap((total) => [...total]);
  const listed = new Set(members.flatMap(({ labels }) => labels));
  const total = new Map(all.filter(([period]) => listed.has(period)));
  totals.set(members, { kpi, runningOf, total });
  return total;
}

/** That a member had a value before its list begins: from its first one on it counts. */
function beforeTheList(row: KnownSeries): ReturnType<typeof figuresOf> {
  const { kpi, series, kind, first_period: period } = row;
  if (period === null || row.labels.includes(period)) return [];
  return [{ kpi, series, kind, period, value: 0, numerator: null, denominator: null, knownAt: 0 }];
}

/** Last period in which a total is known, else the last one in which a member was; null: there never was one. */
function lastKnownTotal(total: SeriesValues, members: readonly KnownSeries[]): string | null {
  const known = [...total].filter(([, { actual }]) => actual !== null).map(([period]) => period);
  const earlier = members.flatMap(({ series, kind, earlier_period: period }) =>
    series !== "" && kind === "actual" && period !== null ? [period] : [],
  );
  return (known.length > 0 ? known : earlier).toSorted().at(-1) ?? null;
}

/**
 * Each period's own part of a figure that adds up and restarts each year (of weeks each ISO year): the difference to the
 * period before; unknown where that one is.
 */
export function ownParts(figures: readonly PeriodFigure[], grain: Grain): readonly PeriodFigure[] {
  const byPeriod = new Map(figures.map((figure) => [figure.period, figure]));
  return figures.map((figure) => {
    const period = parsePeriod(figure.period, grain);
    const previous = period && shiftPeriod(period, -1).label;
    if (previous !== undefined && yearOf(previous) !== yearOf(figure.period)) return figure;
    const before = byPeriod.get(previous ?? "");
    return {
      period: figure.period,
      actual: difference(figure.actual, before?.actual ?? null),
      target: difference(figure.target, before?.target ?? null),
    };
  });
}

/** The year that a period's figure counts from; of a week the ISO year. */
function yearOf(label: string): string {
  return label.slice(0, YEAR_CHARACTERS);
}

const YEAR_CHARACTERS = 4;

function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : roundValue(exactSum([now, -before]));
}
