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

/** What is said before a figure that a goal stands at: `Year to date`, else `So far, since August 2026,`. */
export function standingWords(window: DateWindow): string {
  return yearOf(window) === null ? `So far, since ${beginning(window)},` : "Year to date";
}

/** The name of a goal's figures to date: `Year to date`, else `Since August 2026`. */
export function toDateName(window: DateWindow): string {
  return yearOf(window) === null ? `Since ${beginning(window)}` : "Year to date";
}

/** What the end of a goal's window is called: `year end`, else `end`. */
export function endName(window: DateWindow): string {
  return yearOf(window) === null ? "end" : "year end";
}

/** Heads of the columns that goals of these windows stand under. */
export interface WindowHeads {
  readonly toDate: string;
  readonly end: string;
}

/** The year is named only where it is every goal's window. */
export function windowHeads(windows: readonly DateWindow[]): WindowHeads {
  return windows.every((window) => yearOf(window) !== null)
    ? { toDate: "Year to date", end: "Expected year end" }
    : { toDate: "To date", end: "Expected end" };
}

function beginning({ from }: DateWindow): string {
  return periodText(from.slice(0, 7));
}
