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

/** A goal's window, and whether it is judged by a figure to date that is published: that one counts from where its source does. */
interface JudgedWindow extends DateWindow {
  readonly kpi: { readonly running: boolean; readonly judged: { readonly published: boolean } };
}

/** What is said before a figure that a goal stands at: `Year to date`, `To date`, else `So far, since August 2026,`. */
export function standingWords(goal: JudgedWindow): string {
  if (yearOf(goal) !== null) return "Year to date";
  return isPublishedToDate(goal) ? "To date" : `So far, since ${beginning(goal)},`;
}

/** The name of a goal's figures to date: `Year to date`, `To date`, else `Since August 2026`. */
export function toDateName(goal: JudgedWindow): string {
  if (yearOf(goal) !== null) return "Year to date";
  return isPublishedToDate(goal) ? "To date" : `Since ${beginning(goal)}`;
}

function isPublishedToDate({ kpi }: JudgedWindow): boolean {
  return kpi.running || kpi.judged.published;
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
