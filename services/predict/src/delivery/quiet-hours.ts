import { dateStartsAt, localDate, periodContaining, periodEndsAt } from "@milepost/contracts";
import type { RecipientPreferences } from "@milepost/contracts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS: number = DAY_MINUTES * MINUTE_MS;

type QuietHours = NonNullable<RecipientPreferences["quietHours"]>;

/** When quiet hours that hold at an instant are over, in epoch milliseconds; null: none hold. They include their beginning, not their end. */
export function quietUntil(now: number, quiet: QuietHours | undefined, timeZone: string): number | null {
  if (quiet === undefined) return null;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const minute = minuteOfDay(now, timeZone);
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const today = localDate(now, timeZone);
  return timeOn(minute < to ? today : dayAfter(today, timeZone), to, timeZone);
}

/** Monday of the calendar week (ISO 8601) that an instant lies in, as a local date. */
export function weekOf(now: number, timeZone: string): string {
  return periodContaining(localDate(now, timeZone), "week").start;
}

/** When the calendar week after an instant's begins. */
export function nextWeekAt(now: number, timeZone: string): number {
  return periodEndsAt(periodContaining(localDate(now, timeZone), "week"), timeZone);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function minuteOfDay(instant: number, timeZone: string): number {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return minutesOf(new Intl.DateTimeFormat("en-GB", options).format(instant));
}

function dayAfter(date: string, timeZone: string): string {
  // A day and a half after its beginning is the day after, whether it has 23 hours or 25.
  return localDate(dateStartsAt(date, timeZone) + 1.5 * DAY_MS, timeZone);
}

/** When a local date's clock shows a minute of the day; where it skips that one, the first one after it. */
function timeOn(date: string, minute: number, timeZone: string): number {
  const guess = dateStartsAt(date, timeZone) + minute * MINUTE_MS;
  const shift = minute - minuteOfDay(guess, timeZone);
  // On the day on which clocks are changed the guess is an hour off.
  return Math.abs(shift) > DAY_MINUTES / 2 ? guess : guess + shift * MINUTE_MS;
}
