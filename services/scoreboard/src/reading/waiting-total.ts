import type { SeriesValues } from "@milepost/scoring";
import type { KnownSeries } from "./known-series.ts";

/** A derived total that some of its members have spoken of, and others have not. */
export interface WaitingTotal {
  readonly period: string;
  /** Members that count and have no value there, sorted: dimension=member lists. */
  readonly missing: readonly string[];
  /** How many members count there. */
  readonly of: number;
}

/** Up to where a KPI's figures reach, and what is next. */
export interface FiguresReach {
  /** Last period with an actual; null when there never was one. */
  readonly lastPeriod: string | null;
  /** Whom the next total waits for; null or absent: nobody. */
  readonly waiting?: WaitingTotal | null;
}

/** The first period after the last known one that a total waits for members in; null: none has spoken of a later one. */
export function waitingTotal(
  rows: readonly KnownSeries[],
  total: SeriesValues,
  last: string | null,
): WaitingTotal | null {
  const members = rows.filter(({ kind, series }) => kind === "actual" && series !== "");
  const told = members.flatMap((row) =>
    row.labels.filter((label) => isLater(label, last) && has(row, label)),
  );
  const [period] = told.toSorted();
  if (period === undefined || (total.get(period)?.actual ?? null) !== null) return null;
  // A member counts from its first known value on.
  const counting = members.filter(({ first_period: first }) => first !== null && first <= period);
  const missing = counting.filter((row) => !has(row, period)).map(({ series }) => series);
  return missing.length === 0 ? null : { period, missing: missing.toSorted(), of: counting.length };
}

function isLater(label: string, last: string | null): boolean {
  return last === null || label > last;
}

function has({ labels, values }: KnownSeries, label: string): boolean {
  return (values[labels.indexOf(label)] ?? null) !== null;
}
