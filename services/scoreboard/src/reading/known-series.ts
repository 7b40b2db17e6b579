import type { KnownFiguresRow } from "@milepost/store/queries/known-figures";

/** What is remembered of one series and kind: its current values, and since when each is known. */
export type KnownSeries = KnownFiguresRow;

/**
 * The same series by what could be known at an instant (epoch milliseconds); undefined: its current values do not say.
 * A current value that was known by then was the current one then: no other reading is greater. A period of which
 * nothing at all was known by then had no value. Only where a value came later than another one of its period, the
 * readings themselves must be asked.
 */
function knownBy(row: KnownSeries, instant: number): KnownSeries | undefined {
  const kept: number[] = [];
  for (const [index, known] of row.known_at.entries()) {
    if (known <= instant) kept.push(index);
    else if ((row.first_known_at[index] ?? 0) <= instant) return undefined;
  }
  if (row.earlier_known_at > instant) return undefined;
  if (kept.length === row.known_at.length) return row;
  const of = <Value>(list: readonly Value[]): Value[] =>
    kept.flatMap((index) => list.slice(index, index + 1));
  const labels = of(row.labels);
  const values = of(row.values);
  const isFirstListed = row.first_period !== null && row.labels.includes(row.first_period);
  const first = labels[values.findIndex((value) => value !== null)] ?? null;
  return {
    ...row,
    labels,
    values,
    numerators: of(row.numerators),
    denominators: of(row.denominators),
    known_at: of(row.known_at),
    first_known_at: of(row.first_known_at),
    first_period: isFirstListed ? first : row.first_period,
  };
}

/** The same of all series of a KPI; undefined where one of them does not say. Asked again, it gives the very same list. */
export function allKnownBy(
  rows: readonly KnownSeries[],
  instant: number,
): readonly KnownSeries[] | undefined {
  let looked = looks.get(rows);
  if (looked === undefined) {
    looks.set(rows, (looked = { newest: Math.max(0, ...rows.map(newestKnown)), past: undefined }));
  }
  if (looked.newest <= instant) return rows;
  if (looked.past?.instant !== instant) {
    const known = rows.map((row) => knownBy(row, instant));
    const isSaid = known.every((row) => row !== undefined);
    looked.past = { instant, rows: isSaid ? known : undefined };
  }
  return looked.past.rows;
}

interface Looked {
  /** Since when the newest value is known, in epoch milliseconds. */
  readonly newest: number;
  /** What was found for the instant in the past that was asked for last. */
  past: { readonly instant: number; readonly rows: readonly KnownSeries[] | undefined } | undefined;
}

const looks = new WeakMap<readonly KnownSeries[], Looked>();

function newestKnown({ known_at: known, earlier_known_at: earlier }: KnownSeries): number {
  return known.reduce((newest, one) => Math.max(newest, one), earlier);
}

/** Last period with a value; null: there never was one. */
export function lastKnownPeriod({ labels, values, earlier_period: earlier }: KnownSeries): string | null {
  return labels[values.findLastIndex((value) => value !== null)] ?? earlier;
}
