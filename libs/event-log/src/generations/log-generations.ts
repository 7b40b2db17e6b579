import { MilepostError } from "@milepost/runtime";
import type { Clock, Closeable } from "@milepost/runtime";
import type { LogGeneration } from "../log-generation.ts";
import { consistentEnd } from "./consistent-end.ts";
import { claimAttempt, openAttempt } from "./generation-attempt.ts";
import type { AttemptStep, GenerationAttempt } from "./generation-attempt.ts";
import type { GenerationStorage } from "./generation-storage.ts";
import { liveOf, unusedNumber } from "./log-control.ts";
import type { GenerationOrigin, KeptGeneration, LogControl, NextGeneration } from "./log-control.ts";
import { refuseUnfitPartitions } from "./place-map.ts";
import type { Partitions } from "./place-map.ts";
import type { RecordSource } from "./record-source.ts";

/** How long a generation that was live is kept. */
const KEEP_GENERATION_MS: number = 7 * 24 * 3_600_000;

export interface GenerationsOptions {
  readonly storage: GenerationStorage;
  /** Who works here: another one for each process that was ever started. */
  readonly worker: string;
  /** The machine's own. */
  readonly clock: Clock;
  /** A worker that is not heard of for so long is dead; 0 where no other process can be at work. */
  readonly silentMs: number;
  /** How long a generation that was live is kept; a week unless given. */
  readonly keepMs?: number | undefined;
  /** Called at the steps of an attempt; tests end the process there. */
  readonly onStep?: ((step: AttemptStep) => void) | undefined;
}

/** What a new generation shall be. */
export interface WantedGeneration {
  readonly partitions: Partitions;
  readonly origin: GenerationOrigin;
}

/** The generations of a log: which one is live, how the next one is made, which ones are kept. */
export interface LogGenerations extends Closeable {
  control(): Promise<LogControl>;
  /**
   * Begins the next generation; what an earlier attempt left is dropped. Rejects with `conflict` while somebody is at
   * work, or has finished and it only has to be made live.
   */
  begin(wanted: WantedGeneration): Promise<GenerationAttempt>;
  /** An attempt whose worker is gone: what is to be done about it; undefined: nothing. */
  abandoned(): Promise<NextGeneration | undefined>;
  /** Makes a generation live that has everything, and whose worker is gone before it could do that. */
  finish(): Promise<void>;
  /** The records of a generation that is there: live, or kept and complete. */
  source(generation: number): Promise<RecordSource>;
  /** Removes the generations whose time is over, and of those that are kept the one that is named; gives their numbers. */
  removeKept(named?: number): Promise<readonly number[]>;
}

/** Generations of the log that lies in a storage; closing closes the storage. */
export function createLogGenerations(options: GenerationsOptions): LogGenerations {
  const { storage, worker, clock, silentMs, keepMs = KEEP_GENERATION_MS, onStep } = options;
  let working = false;
  const parts = { storage, worker, clock, keepMs, onStep };
  const isAbandoned = ({ worker: other, changedAt, failure }: NextGeneration): boolean => {
    if (failure !== null) return true;
    if (other === worker) return !working;
    return clock.now() - Date.parse(changedAt) >= silentMs;
  };
  const control = async (): Promise<LogControl> => (await storage.readControl()).control;
  const abandoned = async (): Promise<NextGeneration | undefined> => {
    const { next } = await control();
    return next === undefined || !isAbandoned(next) ? undefined : next;
  };
  const guarded = (attempt: GenerationAttempt): GenerationAttempt => {
    working = true;
    const end = (): void => void (working = false);
    return {
      ...attempt,
      activate: () => attempt.activate().finally(end),
      giveUp: (reason) => attempt.giveUp(reason).finally(end),
    };
  };

  const removeKept: LogGenerations["removeKept"] = async (named) => {
    const removed: number[] = [];
    const { deployment, kept } = await control();
    for (const one of kept.filter((each) => each.generation === named || isOver(each, clock.now()))) {
      await storage.remove({ deployment, generation: one.generation, partitions: one.partitions });
      await forget(storage, one.generation);
      removed.push(one.generation);
    }
    return removed;
  };

  return {
    control,
    abandoned,
    begin: async ({ partitions, origin }) => {
      const { control: before, version } = await storage.readControl();
      const { next } = before;
      if (next !== undefined && !isAbandoned(next)) throw underWay(next);
      if (next?.step === "copied") throw complete(next);
      const source = await generationOf(before, origin);
      if (source !== undefined) refuseUnfitPartitions(source.partitions, partitions);
      const attempt = guarded(await openAttempt(parts, { before, version, partitions, origin }));
      try {
        await attempt.create();
        return attempt;
      } catch (error) {
        await attempt.giveUp(error instanceof Error ? error.message : String(error)).catch(() => undefined);
        throw error;
      }
    },
    finish: async () => {
      const next = await abandoned();
      if (next?.step !== "copied") return;
      await (await claimAttempt(parts, next)).activate();
    },
    source: async (number) => {
      const found = await generationOf(await control(), { kind: "generation", generation: number });
      if (found === undefined) throw notThere(number);
      return {
        partitions: found.partitions,
        end: () => consistentEnd((topics) => storage.ends(found, topics)),
        read: (options_) => storage.read(found, options_),
      };
    },
    removeKept,
    close: () => storage.close(),
  };
}

/** The generation that records come from; undefined where they come from elsewhere. */
async function generationOf(
  control: LogControl,
  origin: GenerationOrigin,
): Promise<LogGeneration | undefined> {
  if (origin.kind !== "generation") return undefined;
  const { generation: number } = origin;
  if (number === control.generation) return liveOf(control);
  const kept = control.kept.find(({ generation, complete: isWhole }) => generation === number && isWhole);
  if (kept === undefined) throw notThere(number);
  return { deployment: control.deployment, generation: number, partitions: kept.partitions };
}

function isOver({ until }: KeptGeneration, now: number): boolean {
  return Date.parse(until) <= now;
}

/** Takes a removed generation off the list; somebody else may have done so, or changed something else. */
async function forget(storage: GenerationStorage, generation: number): Promise<void> {
  for (;;) {
    const { control, version } = await storage.readControl();
    const kept = control.kept.filter((one) => one.generation !== generation);
    if (kept.length === control.kept.length) return;
    const highest = unusedNumber(control) - 1;
    if (await storage.writeControl({ ...control, highest, kept }, version)) return;
  }
}

function underWay({ generation, step, records, total }: NextGeneration): MilepostError {
  return new MilepostError(
    "conflict",
    `Generation ${generation} of the log is being made (${step}, ${records} of ${total} records); wait until it is live`,
  );
}

function complete({ generation }: NextGeneration): MilepostError {
  return new MilepostError(
    "conflict",
    `Generation ${generation} of the log is complete and about to be live; look at \`milepost log\`, then ask again`,
    { retryable: true },
  );
}

function notThere(generation: number): MilepostError {
  return new MilepostError(
    "not_found",
    `There is no generation ${generation} of the log; \`milepost log\` lists those that are there`,
  );
}

export { ATTEMPT_STEPS } from "./generation-attempt.ts";
export type { AttemptStep, GenerationAttempt } from "./generation-attempt.ts";
export type { GenerationStorage } from "./generation-storage.ts";
export type { LogControl, NextGeneration } from "./log-control.ts";
export type { RecordSource, SourceRecord } from "./record-source.ts";
