import { addDuration, localDate, periodEndsAt } from "@milepost/contracts";
import type { Kpi, Period } from "@milepost/contracts";

/** By when, and which, periods of a KPI count as over. */
interface KnowableBy extends Pick<Kpi, "publicationLag"> {
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly overBy: number;
  /** Last local date that a period may end on; undefined: any. */
  readonly until?: string | undefined;
}

/** The last of some periods, oldest first, that is over and whose figures can be known; null: there is none. */
export function lastKnowable(
  periods: readonly Period[],
  { publicationLag: lag, timeZone, overBy, until }: KnowableBy,
): Period | null {
  const today = dateAt(overBy, timeZone);
  const isKnowable = (period: Period): boolean =>
    lag === NO_LAG || addDuration(periodEndsAt(period, timeZone), lag, timeZone) <= overBy;
  // Dates are compared first: instants take long to work out, and there may be thousands of periods.
  const isOver = ({ end }: Period): boolean => end < today && (until === undefined || end <= until);
  return periods.findLast((period) => isOver(period) && isKnowable(period)) ?? null;
}

const NO_LAG = "PT0S";

const dates = new Map<string, { readonly instant: number; readonly date: string }>();

/** The local date of an instant; thousands of goals ask for the same one. */
export function dateAt(instant: number, timeZone: string): string {
  let known = dates.get(timeZone);
  if (known?.instant !== instant) {
    known = { instant, date: localDate(instant, timeZone) };
    dates.set(timeZone, known);
  }
  return known.date;
}
