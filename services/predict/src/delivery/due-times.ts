import { mayBeToldAt } from "./compose-message.ts";
import { dueMessages } from "./tell-person.ts";
import { openTellings } from "./tellings.ts";
import type { TellingView } from "./tellings.ts";

/** When there is something to do for each person, in epoch milliseconds; people for whom there is nothing are left out. */
export function dueTimes(view: TellingView, now: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const add = (person: string, at: number): void => {
    times.set(person, Math.min(at, times.get(person) ?? at));
  };
  for (const { person, at } of dueMessages(view)) add(person, at);
  const asked = new Set<string>();
  for (const { person, isUrgent = false } of openTellings(view)) {
    // Of thousands that wait for one person, all but two are told at the same time as these.
    const mark = `${isUrgent} ${person}`;
    if (asked.has(mark)) continue;
    asked.add(mark);
    add(person, mayBeToldAt(view, person, { now, isUrgent }));
  }
  return times;
}
