import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Clock, Logger } from "@milepost/runtime";
import { errorCode, MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { derivedUpTo, positionOf } from "@milepost/store/queries/derived-up-to";
import type { RebuildReason } from "@milepost/store/queries/rebuild-states";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import { furthest, reaches } from "./position.ts";
import { HEARTBEAT_MS } from "./rebuild/attempt.ts";
import { firstEntry, isOpen, readJournal, writeJournal } from "./rebuild/journal.ts";
import type { JournalEntry } from "./rebuild/journal.ts";
import type { Rebuilds } from "./rebuild/rebuilds.ts";

const ASKED_EVERY_MS = 250;
/** Tables of this schema version's predecessor were built from the first generation alone. */
const FIRST_GENERATION = 1;
/** Whoever works at a rebuild is heard of more often; after so long somebody else goes on with it. */
const SILENT_MS = 4 * HEARTBEAT_MS;

export interface PrepareOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  /** The machine's own. */
  readonly clock: Clock;
  readonly rebuilds: Rebuilds;
  readonly closing: AbortSignal;
  /** Told what keeps the tables from taking anything, each time that it changed; undefined: nothing does any more. */
  readonly onPreparing: (standing: string | undefined) => void;
}

/**
 * Sees to it that the live tables are built from this log's generation before any batch goes into them: notes what new
 * tables are, has others rebuilt and waits for that, whichever process does it.
 */
export async function prepareTables(options: PrepareOptions): Promise<void> {
  await options.rebuilds.resumeExchanges(0);
  const reason = await reasonToRebuild(options);
  if (reason === undefined) return;
  try {
    await rebuildTables(options, reason);
  } finally {
    options.onPreparing(undefined);
  }
}

/** Why the tables cannot be used as they are; undefined: they can. */
async function reasonToRebuild(options: PrepareOptions): Promise<RebuildReason | undefined> {
  const { log, store, clock } = options;
  const { live } = await readTablesStanding(store);
  if (live !== undefined && live.generation !== log.generation) return "generation";
  const watermarks = (await store.query(derivedUpTo())).filter(({ build }) => build === (live?.build ?? 0));
  const derived = watermarks.map(positionOf).reduce(furthest, {});
  refuseShrunken(await log.end(TOPICS), derived);
  if (live !== undefined) return undefined;
  const committed = await log.committed(PROJECTOR_GROUP, TOPICS);
  const isKnown = watermarks.length > 0;
  // What the group has committed stands in tables that are gone: these have never seen a projector.
  if (!isKnown && Object.values(committed).some((offset) => offset > 0)) return "unknown";
  const generation = isKnown ? FIRST_GENERATION : log.generation;
  await writeJournal(store, firstEntry(generation, clock.now()), clock.now());
  return generation === log.generation ? undefined : "generation";
}

/**
 * Tables that hold more than the log does: it lost records, or is another deployment's. Built anew they would lose the same,
 * and nobody would know.
 */
function refuseShrunken(end: Position, held: Position): void {
  if (reaches(end, held)) return;
  const short = Object.entries(held).filter(([key, offset]) => (end[key] ?? 0) < offset);
  const words = short.map(
    ([key, offset]) => `${key} ends at ${end[key] ?? 0}, tables hold it up to ${offset}`,
  );
  throw new MilepostError(
    "not_ready",
    `The tables hold records that the log does not have (${words.join("; ")}): it lost them, or is another deployment's. ` +
      "The tables stay as they are. Restore a backup (`milepost restore --replace`) or go back to a kept generation " +
      "(`milepost log`), and the tables are built from that: the service ingest does both, also where everything else waits " +
      "(`npm run service -- ingest`); or choose another MILEPOST_DATABASE to go on with what the log has",
    { retryable: true, details: { short: words } },
  );
}

/** Waits until the tables are built anew, by whichever process; sees to it that somebody does it. */
async function rebuildTables(options: PrepareOptions, reason: RebuildReason): Promise<void> {
  const { log, store, logger, closing, onPreparing } = options;
  logger.info({ reason, generation: log.generation }, "the tables are built anew before they take anything");
  const before = (await readTablesStanding(store)).settled?.build ?? -1;
  while (!closing.aborted) {
    const { settled } = await readTablesStanding(store);
    if (settled?.generation === log.generation && settled.build > before) return;
    onPreparing(inWords(log.generation, await seeToRebuild(options, reason)));
    // Processes that start together must not ask at the same moments for ever.
    const pauseMs = ASKED_EVERY_MS * (1 + Math.random());
    await delay(pauseMs, undefined, { signal: closing }).catch(() => undefined);
  }
}

/** What there is to say of a rebuild that is waited for. */
function inWords(generation: number, entry: JournalEntry | undefined): string {
  const what = `the tables are built anew from generation ${generation} of the log`;
  if (entry === undefined || entry.generation !== generation) return what;
  const { records, total, state, changedAt, failure } = entry;
  const why = failure === null ? "" : `; the last try ended: ${failure}`;
  return `${what}: ${records} of ${total} records are in (${state}, heard of at ${changedAt})${why}`;
}

/**
 * Begins a rebuild where none is open, goes on with one that nobody works on, and drops one of another log. Returns the one
 * that it found.
 */
async function seeToRebuild(
  options: PrepareOptions,
  reason: RebuildReason,
): Promise<JournalEntry | undefined> {
  const { log, store, clock, rebuilds, logger } = options;
  const open = (await readJournal(store)).find(isOpen);
  try {
    if (open === undefined) await rebuilds.start(reason);
    else if (open.generation !== log.generation || open.reason !== reason) await rebuilds.drop(open.rebuild);
    else if (clock.now() - Date.parse(open.changedAt) > SILENT_MS) await rebuilds.resume(open.rebuild);
  } catch (error) {
    // Another process that starts does the same; whoever comes second waits.
    if (errorCode(error) !== "conflict") throw error;
    logger.info({ err: error }, "another process looks after the tables");
  }
  return open;
}
