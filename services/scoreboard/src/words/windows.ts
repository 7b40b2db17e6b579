import { periodText } from "./dates.ts";

/** The local dates that a goal runs from and to, both inclusive. */
export interface DateWindow {
  readonly from: string;
  readonly to: string;
}

/** The calendar year that a window is, `2014`; null: it is none. */
export function yearOf({ from, to }: DateWindow): string | null {
  const year = from.slice(0, 4);
  return from === `${year}-01-01` && to === `${year}-12-31` ? year : null;
}

/** A window in words: `2014`, else `August 2026 to January 2027`. */
export function windowText(window: DateWindow): string {
  const first = periodText(window.from.slice(0, 7));
  const last = periodText(window.to.slice(0, 7));
  return yearOf(window) ?? (first === last ? first : `${first} to ${last}`);
}
