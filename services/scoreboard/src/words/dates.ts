import { GRAINS, parsePeriod, periodContaining, shiftPeriod } from "@milepost/contracts";
import type { Grain, Period } from "@milepost/contracts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const MONTH_LABEL = /^(\d{4})-(\d{2})$/;

/** A period in words: `September 2014`; periods of other grains keep their label. */
export function periodText(label: string): string {
  const month = monthOf(label);
  return month === null ? label : `${month.name} ${month.year}`;
}

/** A period's short name where the year is clear: `Sep`. */
export function shortPeriod(label: string): string {
  return monthOf(label)?.name.slice(0, 3) ?? label;
}

/** A month's name without its year: `September`; other grains keep their label. */
export function periodName(label: string): string {
  return monthOf(label)?.name ?? label;
}

/** A run of periods, short: `Oct–Dec`, `Dec`. */
export function spanText(first: string, last: string): string {
  return first === last ? shortPeriod(first) : `${shortPeriod(first)}–${shortPeriod(last)}`;
}

/** The month `count` months later (negative: earlier); labels of other grains stay as they are. */
export function shiftMonth(label: string, count: number): string {
  const [, year, month] = MONTH_LABEL.exec(label) ?? [];
  if (year === undefined || MONTHS[Number(month) - 1] === undefined) return label;
  const months = Number(year) * MONTHS.length + Number(month) - 1 + count;
  const shifted = `${(months % MONTHS.length) + 1}`.padStart(2, "0");
  return `${String(Math.floor(months / MONTHS.length)).padStart(4, "0")}-${shifted}`;
}

/** The label of the period after one; labels of other grains stay as they are. */
export function periodAfter(label: string, grain: Grain): string {
  const period = parsePeriod(label, grain);
  return period === undefined ? label : shiftPeriod(period, 1).label;
}

/** Walking a calendar is slow, and every goal of a page asks for the same few labels. */
const MOST_REMEMBERED = 20_000;
const named = new Map<string, Period | undefined>();
const dueBy = new Map<string, string>();

function remember<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}

/** The period that a label of any grain names; undefined when it names none. */
export function periodOf(label: string): Period | undefined {
  return named.has(label) ? named.get(label) : remember(named, label, readPeriod(label));
}

function readPeriod(label: string): Period | undefined {
  for (const grain of GRAINS) {
    const period = parsePeriod(label, grain);
    if (period !== undefined) return period;
  }
  return undefined;
}

/** Whether figures that reach to one period lack another that was over by the end of a month; null: there are none. */
export function lacksPeriod(last: string | null, grain: Grain, month: string): boolean {
  const until = periodOf(month)?.end;
  if (last === null || until === undefined) return true;
  const key = `${grain} ${until}`;
  const due = dueBy.get(key) ?? remember(dueBy, key, lastEnd(until, grain));
  return (periodOf(last)?.end ?? "") < due;
}

/** When the last period of a grain ended that was over by a date. */
function lastEnd(until: string, grain: Grain): string {
  const running = periodContaining(until, grain);
  return running.end > until ? shiftPeriod(running, -1).end : running.end;
}

/** Whether periods of a grain are longer than a month: what was told with the one before is no month old. */
export function isLong(grain: Grain): boolean {
  return grain === "quarter" || grain === "year";
}

/** A local date (`YYYY-MM-DD`): `30 Sep 2014`. */
export function dateText(date: string): string {
  const { year, name, day } = dateParts(date);
  return `${day} ${name.slice(0, 3)} ${year}`;
}

/** A local date where the year is clear: `30 Sep`. */
export function dayText(date: string): string {
  const { name, day } = dateParts(date);
  return `${day} ${name.slice(0, 3)}`;
}

/** A local date with the month spelt out: `1 October 2014`. */
export function longDateText(date: string): string {
  const { year, name, day } = dateParts(date);
  return `${day} ${name} ${year}`;
}

/** An instant (epoch ms) on the deployment's wall clock: `3 Oct 2014, 09:30`; midnight is the end of the day before. */
export function instantText(instant: number, timeZone: string): string {
  const { date, time } = wallClock(instant, timeZone);
  if (time === "00:00") return `end of ${dateText(wallClock(instant - 1, timeZone).date)}`;
  return `${dateText(date)}, ${time}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local date and time of an instant; a format is made once a zone, since making one takes longer than a page. */
function wallClock(instant: number, timeZone: string): { readonly date: string; readonly time: string } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
    formats.set(timeZone, format);
  }
  const [date = "", time = ""] = format.format(instant).split(" ");
  return { date, time };
}

function dateParts(date: string): { readonly year: string; readonly name: string; readonly day: number } {
  const [year = "", month = "", day = ""] = date.split("-");
  return { year, name: MONTHS[Number(month) - 1] ?? month, day: Number(day) };
}

function monthOf(label: string): { readonly year: string; readonly name: string } | null {
  const match = MONTH_LABEL.exec(label);
  const name = MONTHS[Number(match?.[2]) - 1];
  return match === null || name === undefined ? null : { year: match[1] ?? "", name };
}
