import type { Jobs } from "@milepost/jobs";
import { MilepostError } from "@milepost/runtime";
import { keepSchedule } from "@milepost/jobs/keep-schedule";
import type { RebuildReason } from "@milepost/store/queries/rebuild-states";
import { createDatabaseStatement } from "@milepost/store/schema/table-ddl";
import { HEARTBEAT_MS, beginAttempt } from "./attempt.ts";
import { claimTables } from "./claims.ts";
import type { JournalEntry } from "./journal.ts";
import { isBeingExchanged, isOpen, newEntry, readEntry, readJournal, writeJournal } from "./journal.ts";
import type { RebuildParts } from "./parts.ts";
import type { RebuildStatus, RebuildSummary } from "./report.ts";
import { runAttempt } from "./run-attempt.ts";
import { dropShadowTables, holdsTables } from "./shadow.ts";
import { rivalAhead } from "./rival-ahead.ts";
import { keptUntil, sweepShadows } from "./sweep.ts";

const ATTEMPTS = 3;
const SWEEP_EVERY_MS = 15_000;
/** An exchange that nobody was heard of for so long is gone on with. */
const RESUME_AFTER_MS = 4 * HEARTBEAT_MS;

export interface RebuildsOptions extends RebuildParts {
  readonly jobs: Jobs;
  /** How long the tables from before a rebuild are kept. */
  readonly keepOldMs: number;
  /** Ends attempts under way when the process does. */
  readonly closing: AbortSignal;
  /** Called when a rebuild's tables are live and complete, with how many were not what the log says. */
  readonly onDone: (tablesDiffered: number) => void;
}

/** Rebuilds of all tables from the log. */
export interface Rebuilds {
  /** Begins one; rejects with `conflict` while another is open. */
  start(reason?: RebuildReason): Promise<RebuildStatus>;
  /** Goes on with one that was interrupted. */
  resume(rebuild: string): Promise<RebuildStatus>;
  /** Drops one whose tables are not live yet, or the tables from before of one that is done. */
  drop(rebuild: string): Promise<RebuildStatus>;
  get(rebuild: string): Promise<RebuildStatus>;
  /** The newest first. */
  list(): Promise<readonly RebuildSummary[]>;
  /** Goes on with exchanges that nobody works on; `afterMs` after they were heard of last. */
  resumeExchanges(afterMs: number): Promise<void>;
  /** Resolves once the attempt under way in this process has ended. */
  close(): Promise<void>;
}

/** What the job does: a rebuild by its id, or looking after what is left of earlier ones. */
type Payload = { readonly rebuild: string } | { readonly rebuild: null };

/** Registers the job `rebuild`: one owner a rebuild. What it does stands in the journal, so nothing in the queue can be lost. */
export async function createRebuilds(options: RebuildsOptions): Promise<Rebuilds> {
  const { store, jobs, clock, log, closing, logger } = options;
  const work = async (rebuild: string, signal: AbortSignal): Promise<void> => {
    const entry = await readEntry(store, rebuild);
    if (entry === undefined || !isOpen(entry)) return;
    await runAttempt(options, entry, AbortSignal.any([signal, closing]));
    const ended = await readEntry(store, rebuild);
    if (ended?.state !== "done") return;
    const differed = (ended.comparison?.months ?? []).filter((month) => month.differed);
    options.onDone(new Set(differed.map(({ table }) => table)).size);
    await sweepShadows(options);
  };
  const lookAfter = async (): Promise<void> => {
    await resumeExchanges(RESUME_AFTER_MS);
    await sweepShadows(options);
  };
  const queue = jobs.register<Payload>({
    name: "rebuild",
    keyOf: ({ rebuild }) => rebuild ?? "sweep",
    attempts: ATTEMPTS,
    run: async ({ rebuild }, signal) => {
      if (closing.aborted) return;
      await (rebuild === null ? lookAfter() : work(rebuild, signal));
    },
  });
  const when = { everyMs: SWEEP_EVERY_MS };
  const sweep = { id: "rebuild-sweep", when, payload: { rebuild: null } };
  const endSchedule = await keepSchedule(queue, sweep, logger);

  const resumeExchanges = async (afterMs: number): Promise<void> => {
    for (const entry of await readJournal(store)) {
      const isSilent = clock.now() - Date.parse(entry.changedAt) >= afterMs;
      if (!isBeingExchanged(entry) || !isSilent || entry.generation !== log.generation) continue;
      logger.info({ rebuild: entry.rebuild }, "going on with a rebuild that was cut off in its exchange");
      await queue.add({ rebuild: entry.rebuild });
    }
  };
  return {
    ...rebuildCommands(options, async (rebuild) => void (await queue.add({ rebuild }))),
    resumeExchanges,
    close: async () => {
      endSchedule();
      await queue.close();
    },
  };
}

/** What people ask of rebuilds; the work itself is handed to the job. */
function rebuildCommands(
  options: RebuildsOptions,
  handOver: (rebuild: string) => Promise<void>,
): Omit<Rebuilds, "resumeExchanges" | "close"> {
  const { store, clock, log, cluster } = options;
  const find = async (rebuild: string): Promise<JournalEntry> => {
    const entry = await readEntry(store, rebuild);
    if (entry === undefined) throw new MilepostError("not_found", `There is no rebuild "${rebuild}"`);
    return entry;
  };
  const status = async (rebuild: string): Promise<RebuildStatus> => {
    const entry = await find(rebuild);
    return { ...(await summaryOf(options, entry)), comparison: entry.comparison ?? null };
  };
  return {
    start: async (reason = "asked") => {
      const earlier = await readJournal(store);
      refuseOpen(earlier);
      const entry = newEntry(store, earlier, { reason, generation: log.generation, now: clock.now() });
      await writeJournal(store, entry, clock.now());
      const ahead = await rivalAhead(store, entry, earlier);
      if (ahead !== undefined) {
        await writeJournal(store, { ...entry, state: "dropped" }, clock.now());
        throw isBegun(ahead);
      }
      await handOver(entry.rebuild);
      return status(entry.rebuild);
    },
    resume: async (rebuild) => {
      const entry = await find(rebuild);
      if (!isOpen(entry)) throw new MilepostError("conflict", `Rebuild "${rebuild}" is over: ${entry.state}`);
      const changedAt = new Date(clock.now()).toISOString();
      await writeJournal(store, { ...entry, failure: null, changedAt }, clock.now());
      await handOver(rebuild);
      return status(rebuild);
    },
    drop: async (rebuild) => {
      const entry = await find(rebuild);
      if (isOpen(entry)) await dropOpen(options, entry);
      else await dropShadowTables(store, entry.shadow, cluster);
      return status(rebuild);
    },
    get: status,
    list: async () => {
      const entries = (await readJournal(store)).filter(({ shadow }) => shadow !== "");
      return (await Promise.all(entries.map((entry) => summaryOf(options, entry)))).toReversed();
    },
  };
}

function refuseOpen(entries: readonly JournalEntry[]): void {
  const open = entries.find(isOpen);
  if (open !== undefined) throw isBegun(open);
}

function isBegun(entry: JournalEntry): MilepostError {
  const { rebuild, state } = entry;
  const words = isOpen(entry)
    ? `is open (${state}): go on with it (milepost rebuild --resume) or drop it (milepost rebuild --drop)`
    : `was begun at the same time, and is ${state}: begin another one where that was not enough`;
  return new MilepostError("conflict", `Rebuild ${rebuild} ${words}`, { details: { rebuild, state } });
}

/** Takes the tables of a rebuild away from whoever works on it, then drops them; refuses once one of them is live. */
async function dropOpen(options: RebuildsOptions, entry: JournalEntry): Promise<void> {
  const { store, cluster } = options;
  const isLost = entry.generation !== options.log.generation;
  if (isBeingExchanged(entry) && !isLost) throw isExchanged(entry);
  const attempt = await beginAttempt(options, entry);
  attempt.end();
  const place = { store, shadow: entry.shadow, attempt: attempt.entry().attempt, cluster };
  await store.command(createDatabaseStatement(entry.shadow, cluster));
  await claimTables(place, { mayBeMissing: true });
  const now = await readEntry(store, entry.rebuild);
  // Between the first look and the claim another attempt may have come so far.
  if (now !== undefined && isBeingExchanged(now) && !isLost) throw isExchanged(now);
  await attempt.note({ state: "dropped" });
  await dropShadowTables(store, entry.shadow, cluster);
}

function isExchanged({ rebuild }: JournalEntry): MilepostError {
  return new MilepostError(
    "conflict",
    `Tables of rebuild ${rebuild} are live already: it can only be completed (milepost rebuild --resume)`,
  );
}

async function summaryOf(options: RebuildsOptions, entry: JournalEntry): Promise<RebuildSummary> {
  const { attempt, shadow, state } = entry;
  const isKept = state === "done" && shadow !== "" && (await holdsTables(options.store, shadow));
  return {
    rebuild: entry.rebuild,
    reason: entry.reason,
    state,
    attempts: attempt === "" ? 0 : Number(attempt.split("_")[0]),
    startedAt: entry.startedAt,
    changedAt: entry.changedAt,
    generation: entry.generation,
    build: entry.build,
    records: entry.records,
    total: entry.total,
    differed: entry.differed,
    failure: entry.failure,
    keptUntil: isKept ? keptUntil(entry, options.keepOldMs) : null,
  };
}
