import type { PeriodValue, SeriesValues } from "@milepost/scoring";

/** The values of one KPI under a plan, series by series. */
export type KpiValues = ReadonlyMap<string, SeriesValues>;

/** What a change of the plan does to a KPI's values, counted by periods. */
export interface KpiEffect {
  readonly kpi: string;
  readonly name: string;
  /** Periods with a value, actual or planned, of any series. */
  readonly periodsBefore: number;
  readonly periodsAfter: number;
  /** Periods of which a value would no longer count. */
  readonly noLongerCount: number;
  /** Other periods whose values would count differently, or for the first time. */
  readonly countDifferently: number;
  readonly newestBefore: NewestValue | null;
  readonly newestAfter: NewestValue | null;
}

/** The newest period with an actual value; its total is null where that is unknown. */
export interface NewestValue {
  readonly period: string;
  readonly total: number | null;
}

/** Compares a KPI's values; undefined: they stay as they are. */
export function kpiEffect(
  { kpi, name }: Pick<KpiEffect, "kpi" | "name">,
  before: KpiValues,
  after: KpiValues,
): KpiEffect | undefined {
  const [was, is] = [byPeriod(before), byPeriod(after)];
  let noLongerCount = 0;
  let countDifferently = 0;
  for (const period of new Set([...was.keys(), ...is.keys()])) {
    const said = figuresOf(was.get(period));
    const says = figuresOf(is.get(period));
    if ([...said.keys()].some((key) => !says.has(key))) noLongerCount += 1;
    else if ([...says].some(([key, figure]) => said.get(key) !== figure)) countDifferently += 1;
  }
  if (noLongerCount + countDifferently === 0) return undefined;
  return {
    kpi,
    name,
    periodsBefore: knownPeriods(was),
    periodsAfter: knownPeriods(is),
    noLongerCount,
    countDifferently,
    newestBefore: newest(was),
    newestAfter: newest(is),
  };
}

type ByPeriod = ReadonlyMap<string, ReadonlyMap<string, PeriodValue>>;

function byPeriod(values: KpiValues): ByPeriod {
  const periods = new Map<string, Map<string, PeriodValue>>();
  for (const [series, known] of values) {
    for (const [period, value] of known) {
      const held = periods.get(period) ?? new Map<string, PeriodValue>();
      periods.set(period, held.set(series, value));
    }
  }
  return periods;
}

/** The known figures of a period, each by series and kind. */
function figuresOf(series: ReadonlyMap<string, PeriodValue> | undefined): ReadonlyMap<string, number> {
  const figures = new Map<string, number>();
  for (const [id, { actual, planned }] of series ?? []) {
    if (actual !== null) figures.set(`actual/${id}`, actual);
    if (planned !== null) figures.set(`planned/${id}`, planned);
  }
  return figures;
}

function knownPeriods(periods: ByPeriod): number {
  return [...periods.values()].filter((series) => figuresOf(series).size > 0).length;
}

function newest(periods: ByPeriod): NewestValue | null {
  let last: string | undefined;
  for (const [period, series] of periods) {
    const isKnown = [...series.values()].some(({ actual }) => actual !== null);
    if (isKnown && period > (last ?? "")) last = period;
  }
  return last === undefined ? null : { period: last, total: periods.get(last)?.get("")?.actual ?? null };
}
