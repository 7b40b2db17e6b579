import type { RebuildParts } from "./parts.ts";
import { superseded } from "./claims.ts";
import type { JournalEntry } from "./journal.ts";
import { nextAttempt, readEntry, writeJournal } from "./journal.ts";

/** While an attempt works, it is heard of at least this often. */
export const HEARTBEAT_MS = 5_000;
/** How far it is with the replay is noted at most this often. */
const PROGRESS_EVERY_MS = 1_000;

/** One process' turn at a rebuild. */
export interface Attempt {
  /** What the journal says of the rebuild, with what this attempt has noted. */
  entry(): JournalEntry;
  /** Notes what has changed; it is kept when this resolves. */
  note(change: Partial<JournalEntry>): Promise<void>;
  /** The same for what may be lost: noted now and then. */
  progress(change: Partial<JournalEntry>): Promise<void>;
  /** Rejects when a later attempt goes on with the rebuild, or somebody dropped it. */
  refuseSuperseded(): Promise<void>;
  /** Ends the heartbeat. */
  end(): void;
}

/** Begins the next attempt at a rebuild: earlier ones are over from now on. */
export async function beginAttempt(parts: RebuildParts, before: JournalEntry): Promise<Attempt> {
  const { store, clock, logger } = parts;
  let entry: JournalEntry = { ...before, attempt: nextAttempt(before), failure: null };
  let version = 0;
  let notedAt = performance.now();

  const write = (change: Partial<JournalEntry>): Promise<void> => {
    entry = { ...entry, ...change, changedAt: new Date(clock.now()).toISOString() };
    version = Math.max(version + 1, clock.now());
    notedAt = performance.now();
    return writeJournal(store, entry, version);
  };
  await write({});
  const heartbeat = setInterval(() => {
    write({}).catch((error: unknown) => logger.warn({ err: error }, "a rebuild's progress was not noted"));
  }, HEARTBEAT_MS).unref();

  return {
    entry: () => entry,
    note: write,
    progress: async (change) => {
      if (performance.now() - notedAt >= PROGRESS_EVERY_MS) await write(change);
      else entry = { ...entry, ...change };
    },
    refuseSuperseded: async () => {
      const now = await readEntry(store, entry.rebuild);
      const isOver = now === undefined || now.state === "dropped" || now.attempt > entry.attempt;
      if (isOver) throw superseded(entry.attempt);
    },
    end: () => clearInterval(heartbeat),
  };
}
