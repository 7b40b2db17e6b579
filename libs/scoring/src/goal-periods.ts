import { periodContaining, periodsBetween, shiftPeriod, windowDates } from "@milepost/contracts";
import type { Goal, Grain, Kpi, Period } from "@milepost/contracts";

/** How many periods of a grain make a year. */
export const PERIODS_PER_YEAR: Readonly<Record<Grain, number>> = {
  day: 365,
  week: 52,
  month: 12,
  quarter: 4,
  year: 1,
};

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

/** The same period a year before. */
export function yearBefore(period: Period): Period {
  return shiftPeriod(period, -PERIODS_PER_YEAR[period.grain]);
}
