import { parsePeriod, periodContaining, periodsBetween, shiftPeriod, windowDates } from "@milepost/contracts";
import type { Goal, Kpi, Period } from "@milepost/contracts";

const REMEMBERED_WINDOWS = 1_000;
// Calendar arithmetic is the most expensive part of a goal's row, and thousands of goals share a few windows.
const remembered = new Map<string, readonly Period[]>();

/** The periods of the KPI's grain that lie wholly inside a goal's window, oldest first; the last one is due. */
export function goalPeriods(goal: Pick<Goal, "window">, kpi: Pick<Kpi, "grain">): readonly Period[] {
  const { from, to } = windowDates(goal.window);
  const key = `${kpi.grain} ${from} ${to}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const first = periodContaining(from, kpi.grain);
  const last = periodContaining(to, kpi.grain);
  const periods = Object.freeze(
    periodsBetween(
      first.start < from ? shiftPeriod(first, 1) : first,
      last.end > to ? shiftPeriod(last, -1) : last,
    ),
  );
  if (remembered.size >= REMEMBERED_WINDOWS) remembered.clear();
  remembered.set(key, periods);
  return periods;
}

const REMEMBERED_YEARS = 10_000;
const yearsBefore = new Map<string, Period>();

/**
 * The same period a year before, by the calendar: the same date, month, quarter or ISO week number; of 29 February the 28th,
 * of a week 53 that the year before does not have its last one.
 */
export function yearBefore({ label, grain }: Period): Period {
  const key = `${grain} ${label}`;
  const known = yearsBefore.get(key);
  if (known !== undefined) return known;
  const year = String(Number(label.slice(0, YEAR_DIGITS)) - 1).padStart(YEAR_DIGITS, "0");
  const rest = label.slice(YEAR_DIGITS);
  const found = parsePeriod(`${year}${rest}`, grain) ?? parsePeriod(`${year}${IN_EVERY_YEAR[rest]}`, grain);
  if (found === undefined) throw new RangeError(`there is no ${grain} a year before ${label}`);
  if (yearsBefore.size >= REMEMBERED_YEARS) yearsBefore.clear();
  yearsBefore.set(key, found);
  return found;
}

const YEAR_DIGITS = 4;
/** What stands for the periods that not every year has. */
const IN_EVERY_YEAR: Readonly<Record<string, string>> = { "-02-29": "-02-28", "-W53": "-W52" };
