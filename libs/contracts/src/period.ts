import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** How long one period is. */
export const GRAINS = ["day", "week", "month", "quarter", "year"] as const;
export const grainSchema = z.enum(GRAINS);
export type Grain = (typeof GRAINS)[number];

/** One period of a Gregorian calendar: local dates, both inclusive. */
export interface Period {
  readonly grain: Grain;
  /** `2026`, `2026-Q3`, `2026-09`, `2026-W36` or `2026-09-03`. */
  readonly label: string;
  /** First local date, `YYYY-MM-DD`. */
  readonly start: string;
  /** Last local date, `YYYY-MM-DD`. */
  readonly end: string;
}

const LABELS: Readonly<Record<Grain, RegExp>> = {
  day: /^\d{4}-\d{2}-\d{2}$/,
  week: /^(\d{4})-W(\d{2})$/,
  month: /^(\d{4})-(\d{2})$/,
  quarter: /^(\d{4})-Q([1-4])$/,
  year: /^\d{4}$/,
};

const LABEL_EXAMPLES: Readonly<Record<Grain, string>> = {
  day: "2026-09-03",
  week: "2026-W36",
  month: "2026-09",
  quarter: "2026-Q3",
  year: "2026",
};

/** What a label of this grain looks like, for error messages. */
export function exampleLabel(grain: Grain): string {
  return LABEL_EXAMPLES[grain];
}

/** Reads a period label of the given grain; undefined when it is not one. */
export function parsePeriod(label: string, grain: Grain): Period | undefined {
  if (!LABELS[grain].test(label)) return undefined;
  try {
    const start = firstDate(label, grain);
    return periodFrom(start, grain);
  } catch {
    return undefined;
  }
}

/** The period of the given grain that contains a local date (`YYYY-MM-DD`). */
export function periodContaining(date: string, grain: Grain): Period {
  return periodFrom(startOf(Temporal.PlainDate.from(date), grain), grain);
}

const REMEMBERED_SHIFTS = 20_000;
// Walking a calendar is slow, and everybody walks the same few years.
const shifts = new Map<string, Period>();

/** The period `count` periods later (negative: earlier). */
export function shiftPeriod(period: Period, count: number): Period {
  const key = `${period.grain} ${period.start} ${count}`;
  const known = shifts.get(key);
  if (known !== undefined) return known;
  if (shifts.size >= REMEMBERED_SHIFTS) shifts.clear();
  const start = Temporal.PlainDate.from(period.start);
  const shifted = periodFrom(start.add(durationOf(period.grain, count)), period.grain);
  shifts.set(key, shifted);
  return shifted;
}

/** All periods from the first to the last, both inclusive; empty when they are the wrong way round. */
export function periodsBetween(first: Period, last: Period): readonly Period[] {
  const periods: Period[] = [];
  for (let period = first; period.start <= last.start; period = shiftPeriod(period, 1)) periods.push(period);
  return periods;
}

/** The instant at which a local date begins in a time zone, in epoch milliseconds. */
export function dateStartsAt(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}

/** The instant at which a period begins, in epoch milliseconds. */
export function periodBeginsAt(period: Period, timeZone: string): number {
  return dateStartsAt(period.start, timeZone);
}

/** The instant at which a period is over (the next one begins), in epoch milliseconds. */
export function periodEndsAt(period: Period, timeZone: string): number {
  return dateStartsAt(Temporal.PlainDate.from(period.end).add({ days: 1 }).toString(), timeZone);
}

/** The local date of an instant (epoch milliseconds) in a time zone. */
export function localDate(instant: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** The last period of a grain that is over at an instant. */
export function lastCompletePeriod(instant: number, grain: Grain, timeZone: string): Period {
  return shiftPeriod(periodContaining(localDate(instant, timeZone), grain), -1);
}

/** Adds an ISO 8601 duration (`P10D`) to an instant, in epoch milliseconds, by the zone's calendar. */
export function addDuration(instant: number, duration: string, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).add(duration)
    .epochMilliseconds;
}

function periodFrom(start: Temporal.PlainDate, grain: Grain): Period {
  const end = start.add(durationOf(grain, 1)).subtract({ days: 1 });
  return { grain, label: labelOf(start, grain), start: start.toString(), end: end.toString() };
}

function firstDate(label: string, grain: Grain): Temporal.PlainDate {
  const reject = { overflow: "reject" } as const;
  const year = Number(label.slice(0, 4));
  switch (grain) {
    case "day":
      return Temporal.PlainDate.from(label, reject);
    case "week":
      return firstDateOfWeek(year, Number(label.slice(6)));
    case "month":
      return Temporal.PlainDate.from({ year, month: Number(label.slice(5)), day: 1 }, reject);
    case "quarter":
      return Temporal.PlainDate.from({ year, month: Number(label.slice(6)) * 3 - 2, day: 1 });
    case "year":
      return Temporal.PlainDate.from({ year, month: 1, day: 1 });
  }
}

function firstDateOfWeek(year: number, week: number): Temporal.PlainDate {
  const inFirstWeek = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const monday = inFirstWeek.subtract({ days: inFirstWeek.dayOfWeek - 1 }).add({ weeks: week - 1 });
  if (week < 1 || monday.yearOfWeek !== year) throw new RangeError(`no week ${week} in ${year}`);
  return monday;
}

function startOf(date: Temporal.PlainDate, grain: Grain): Temporal.PlainDate {
  switch (grain) {
    case "day":
      return date;
    case "week":
      return date.subtract({ days: date.dayOfWeek - 1 });
    case "month":
      return date.with({ day: 1 });
    case "quarter":
      return date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 });
    case "year":
      return date.with({ month: 1, day: 1 });
  }
}

function durationOf(grain: Grain, count: number): Temporal.DurationLike {
  switch (grain) {
    case "day":
      return { days: count };
    case "week":
      return { weeks: count };
    case "month":
      return { months: count };
    case "quarter":
      return { months: 3 * count };
    case "year":
      return { years: count };
  }
}

function labelOf(start: Temporal.PlainDate, grain: Grain): string {
  const year = String(start.year).padStart(4, "0");
  switch (grain) {
    case "day":
      return start.toString();
    case "week":
      return `${start.yearOfWeek}-W${String(start.weekOfYear).padStart(2, "0")}`;
    case "month":
      return `${year}-${String(start.month).padStart(2, "0")}`;
    case "quarter":
      return `${year}-Q${Math.ceil(start.month / 3)}`;
    case "year":
      return year;
  }
}
