import { localDate } from "@milepost/contracts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** The local date that a row's time field means: a date as it stands, an instant's day in a zone; undefined: neither. */
export function rowDate(value: string, timeZone: string): string | undefined {
  if (DATE.test(value)) return isDate(value) ? value : undefined;
  // The engine takes a day that is not there for one of the next month.
  if (!INSTANT.test(value) || !isDate(value.slice(0, "2026-01-01".length))) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : localDate(instant, timeZone);
}

function isDate(value: string): boolean {
  const midnight = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value);
}
