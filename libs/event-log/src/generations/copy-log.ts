import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { copyRecords } from "./copy-records.ts";
import type { GenerationAttempt } from "./generation-attempt.ts";
import type { RawRecord } from "./generation-storage.ts";
import { createPlaceMap } from "./place-map.ts";
import type { PlaceMap } from "./place-map.ts";
import type { RecordSource } from "./record-source.ts";

/** The live generation is sealed once no more than this is left to copy … */
const TAIL_RECORDS = 5_000;
/** … or after so many rounds: then more arrives than is copied. */
const MAX_ROUNDS = 20;
/** How often it is written down how far the copy is: the worker's sign of life, too. */
const NOTE_INTERVAL_MS = 2_000;

export interface CopyLogOptions {
  readonly attempt: GenerationAttempt;
  readonly source: RecordSource;
  /** Whether the source is the generation that is live: then it is sealed before its last records are copied. */
  readonly isLive: boolean;
  /** Ends the copy as long as nothing is sealed. */
  readonly signal: AbortSignal;
  /** Where the source's records will stand, when somebody has looked through all of them already. */
  readonly map?: PlaceMap;
  /**
   * Whether the live generation may be left behind by what comes from elsewhere; what it rejects with ends the copy. It
   * is asked once while appends are taken, and once more when none is any more: then the log goes on with a copy of the
   * live generation, which whoever looks after generations makes.
   */
  readonly confirm?: () => Promise<void>;
}

/** What a copy brought about. */
export interface CopiedLog {
  readonly generation: number;
  readonly records: number;
}

/** Copies everything into the next generation and makes it live; while it copies, the live one takes appends. */
export async function copyLog(options: CopyLogOptions): Promise<CopiedLog> {
  const { attempt } = options;
  try {
    return await copy(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await attempt.giveUp(reason).catch(() => undefined);
    throw error;
  }
}

async function copy(options: CopyLogOptions): Promise<CopiedLog> {
  const { attempt, source, isLive, signal, confirm } = options;
  const map = options.map ?? createPlaceMap(source.partitions, attempt.generation.partitions);
  const progress = { records: 0, total: 0 };
  const append = async (moved: readonly RawRecord[]): Promise<void> => {
    await attempt.append(moved);
    if (progress.records === 0) await attempt.note({ ...progress, records: moved.length });
    progress.records += moved.length;
    progress.total = Math.max(progress.total, progress.records);
  };
  let done: Position = {};
  const copyTo = async (to: Position, ending: AbortSignal): Promise<void> => {
    progress.total = recordsBetween({}, to);
    await copyRecords({ source, map, append, signal: ending }, { from: done, to });
    done = to;
  };
  const beat = setInterval(() => void attempt.note(progress).catch(() => undefined), NOTE_INTERVAL_MS);
  try {
    await copyTo(await source.end(), signal);
    if (isLive) await sealAndCopyRest({ attempt, source, signal }, { copyTo, done: () => done });
    await refuseIncomplete(attempt, map.counts());
    await attempt.note({ ...progress, total: progress.records });
    if (confirm !== undefined) await sealConfirmed(attempt, { confirm, signal });
    await attempt.complete();
  } finally {
    clearInterval(beat);
  }
  await attempt.activate();
  return { generation: attempt.generation.generation, records: progress.records };
}

interface Copying {
  readonly copyTo: (to: Position, ending: AbortSignal) => Promise<void>;
  readonly done: () => Position;
}

async function sealAndCopyRest(
  { attempt, source, signal }: Pick<CopyLogOptions, "attempt" | "source" | "signal">,
  { copyTo, done }: Copying,
): Promise<void> {
  for (let round = 1; round < MAX_ROUNDS; round += 1) {
    const end = await source.end();
    if (recordsBetween(done(), end) <= TAIL_RECORDS) break;
    await copyTo(end, signal);
  }
  signal.throwIfAborted();
  await attempt.seal();
  // Nobody may end it here: callers wait, and only the next generation takes their appends.
  await copyTo(await source.end(), new AbortController().signal);
}

async function sealConfirmed(
  attempt: GenerationAttempt,
  { confirm, signal }: { readonly confirm: () => Promise<void>; readonly signal: AbortSignal },
): Promise<void> {
  // First while nothing has happened yet: then the log takes events as before.
  await confirm();
  signal.throwIfAborted();
  await attempt.seal();
  await confirm();
}

/** Places were translated on the understanding that exactly the records that were copied stand in the copy. */
async function refuseIncomplete(attempt: GenerationAttempt, wanted: Position): Promise<void> {
  const found = await attempt.end();
  const wrong = Object.entries(wanted).filter(([key, offset]) => found[key] !== offset);
  if (wrong.length === 0) return;
  const words = wrong.map(([key, offset]) => `${key} ends at ${found[key]} instead of ${offset}`);
  throw new MilepostError("internal", `The copy of the log is not what was copied: ${words.join(", ")}`);
}

function recordsBetween(from: Position, to: Position): number {
  return Object.entries(to).reduce((sum, [key, offset]) => sum + Math.max(0, offset - (from[key] ?? 0)), 0);
}
