import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { databases } from "@milepost/store/queries/databases";
import { readJournal } from "./journal.ts";
import type { JournalEntry } from "./journal.ts";
import { dropShadow, dropShadowTables } from "./shadow.ts";

export interface SweepOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly cluster: string | undefined;
  readonly keepOldMs: number;
}

/** Drops what rebuilds that are over have left and nobody needs: all but the newest one's old tables, and those in their time. */
export async function sweepShadows({ store, clock, cluster, keepOldMs }: SweepOptions): Promise<void> {
  const journal = (await readJournal(store)).filter(({ shadow }) => shadow !== "");
  const there = new Set((await store.query(databases())).map(({ name }) => name));
  const newestDone = journal.findLast(({ state }) => state === "done");
  for (const entry of journal.filter(({ shadow }) => there.has(shadow))) {
    if (entry.state !== "done" && entry.state !== "dropped") continue;
    const isOver = Date.parse(keptUntil(entry, keepOldMs)) <= clock.now();
    if (isOver) await dropShadow(store, entry.shadow, cluster);
    else if (entry.rebuild !== newestDone?.rebuild) await dropShadowTables(store, entry.shadow, cluster);
  }
}

/** Until when the tables from before a rebuild are kept; of a dropped one nothing is but what fences stalled attempts off. */
export function keptUntil({ changedAt }: JournalEntry, keepOldMs: number): string {
  return new Date(Date.parse(changedAt) + keepOldMs).toISOString();
}
