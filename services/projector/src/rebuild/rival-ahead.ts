import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "@milepost/store";
import type { JournalEntry } from "./journal.ts";
import { isOpen, readJournal } from "./journal.ts";

const LOOK_AGAIN_MS = 50;
/** A rival that neither gave way nor began by then may have looked before this one was written down. */
const GIVES_WAY_WITHIN_MS = 10_000;

/**
 * The rebuild that one which was just written down has to give way to; undefined: it may begin. Of several that start at
 * once the one with the smallest id goes on, after the others have given way: each of them sees it, or has begun already.
 * `earlier` is what the journal held before.
 */
export async function rivalAhead(
  store: Store,
  own: JournalEntry,
  earlier: readonly JournalEntry[],
): Promise<JournalEntry | undefined> {
  const known = new Set([own, ...earlier].map(({ rebuild }) => rebuild));
  const until = performance.now() + GIVES_WAY_WITHIN_MS;
  for (;;) {
    const rivals = (await readJournal(store)).filter(({ rebuild }) => !known.has(rebuild));
    const ahead = rivals.find((rival) => isAhead(rival, own));
    const undecided = rivals.find(isOpen);
    if (ahead !== undefined || undecided === undefined) return ahead;
    if (performance.now() >= until) return undecided;
    await delay(LOOK_AGAIN_MS);
  }
}

/** One that has begun has the number that this one's tables would have, whatever became of it since. */
function isAhead(rival: JournalEntry, own: JournalEntry): boolean {
  const hasBegun = rival.attempt !== "" || rival.state === "done";
  return hasBegun || (isOpen(rival) && rival.rebuild < own.rebuild);
}
