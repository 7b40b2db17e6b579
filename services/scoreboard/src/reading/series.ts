import type { PeriodValue, SeriesValues } from "@milepost/scoring";
import type { SeriesFiguresRow } from "@milepost/store/queries/series-figures";
import { shiftMonth } from "../words/dates.ts";
import { lastKnownTotal } from "./member-values.ts";
import type { TotalsReading } from "./member-values.ts";
import type { PeriodFigure } from "./readings.ts";

/** The values of all series at a moment. */
export interface SeriesReading {
  valuesOf(kpi: string, series?: string): SeriesValues;
  /** Periods with an actual or a target, oldest first. */
  figuresOf(kpi: string, series?: string): readonly PeriodFigure[];
  /** Last period with an actual; null: there never was one. */
  lastPeriod(kpi: string, series?: string): string | null;
}

const NONE: SeriesValues = new Map();

/** Sorts rows of figures by KPI and series; a derived total stands for whatever was reported as one. */
export function seriesReading(
  rows: readonly SeriesFiguresRow[],
  totals: TotalsReading = new Map(),
): SeriesReading {
  const values = new Map<string, Map<string, PeriodValue>>();
  const last = new Map<string, string | null>();
  for (const row of rows) {
    const key = `${row.kpi} ${row.series}`;
    const held = values.get(key) ?? new Map<string, PeriodValue>();
    values.set(key, held);
    if (row.kind === "actual") last.set(key, row.last_period ?? last.get(key) ?? null);
    for (const [period, value] of row.figures) {
      const before = held.get(period) ?? { actual: null, planned: null };
      held.set(period, row.kind === "actual" ? { ...before, actual: value } : { ...before, planned: value });
    }
  }
  for (const [kpi, total] of totals) {
    values.set(`${kpi} `, new Map(total));
    last.set(`${kpi} `, lastKnownTotal(total));
  }
  const valuesOf: SeriesReading["valuesOf"] = (kpi, series = "") => values.get(`${kpi} ${series}`) ?? NONE;
  return {
    valuesOf,
    lastPeriod: (kpi, series = "") => last.get(`${kpi} ${series}`) ?? null,
    figuresOf: (kpi, series) =>
      [...valuesOf(kpi, series)]
        .map(([period, { actual, planned }]) => ({ period, actual, target: planned }))
        .toSorted((left, right) => (left.period < right.period ? -1 : 1)),
  };
}

/**
 * Each period's own part of a figure that adds up and restarts each January: the difference to the month before;
 * unknown where that month is.
 */
export function monthlyParts(figures: readonly PeriodFigure[]): readonly PeriodFigure[] {
  const byPeriod = new Map(figures.map((figure) => [figure.period, figure]));
  return figures.map((figure) => {
    if (figure.period.endsWith("-01")) return figure;
    const before = byPeriod.get(shiftMonth(figure.period, -1));
    return {
      period: figure.period,
      actual: difference(figure.actual, before?.actual ?? null),
      target: difference(figure.target, before?.target ?? null),
    };
  });
}

function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}
