import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Clock } from "@milepost/runtime";
import type { LogGeneration } from "../log-generation.ts";
import { consistentEnd } from "./consistent-end.ts";
import type { GenerationStorage, RawRecord } from "./generation-storage.ts";
import { GENERATION_STEPS, liveOf, unusedNumber } from "./log-control.ts";
import type {
  GenerationOrigin,
  GenerationStep,
  KeptGeneration,
  LogControl,
  NextGeneration,
  ReadControl,
} from "./log-control.ts";
import type { Partitions } from "./place-map.ts";

/** Writes of the control record that lose against others' in a row before it is given up. */
const MAX_TRIES = 20;

/** What an attempt works with. */
export interface AttemptParts {
  readonly storage: GenerationStorage;
  readonly worker: string;
  readonly clock: Clock;
  readonly keepMs: number;
  /** Called once a step is done; tests end the process there. */
  readonly onStep?: ((step: AttemptStep) => void) | undefined;
}

/** Where an attempt may stand; `activating`: the log before takes nothing any more; `activated`: the generation is live. */
export const ATTEMPT_STEPS = [...GENERATION_STEPS, "activating", "activated"] as const;
export type AttemptStep = (typeof ATTEMPT_STEPS)[number];

/**
 * One worker's attempt at the next generation. Its number was never used before, so that nobody else ever writes into
 * it. Everything rejects with `conflict` once another worker took over.
 */
export interface GenerationAttempt {
  readonly generation: LogGeneration;
  /** Makes room for it. */
  create(): Promise<void>;
  /** Puts records into it. */
  append(records: readonly RawRecord[]): Promise<void>;
  /** First unwritten offset of each of its partitions. */
  end(): Promise<Position>;
  /** Says how far it is; whoever is silent for too long is taken for dead. */
  note(progress: { readonly records: number; readonly total: number }): Promise<void>;
  /** Lets nothing be appended to the live generation any more. From here on there is only a way forward. */
  seal(): Promise<void>;
  /** Says that it has everything: from here on anybody may make it live. */
  complete(): Promise<void>;
  /** Makes it live; the generation before is sealed, and kept for some time. */
  activate(): Promise<void>;
  /** Says why the worker goes no further. */
  giveUp(reason: string): Promise<void>;
}

/** What an attempt begins with. */
export interface AttemptWanted {
  readonly before: LogControl;
  readonly version: number;
  readonly partitions: Partitions;
  readonly origin: GenerationOrigin;
}

/** Writes down that the next generation is begun, under an unused number; what was left unfinished is to be removed. */
export async function openAttempt(
  parts: AttemptParts,
  { before, version, partitions, origin }: AttemptWanted,
): Promise<GenerationAttempt> {
  const { storage, worker, clock } = parts;
  const now = new Date(clock.now()).toISOString();
  const generation = unusedNumber(before);
  const next: NextGeneration = {
    generation,
    partitions: { ...partitions },
    origin,
    worker,
    step: "begun",
    failure: null,
    startedAt: now,
    changedAt: now,
    records: 0,
    total: 0,
  };
  const left = before.next === undefined ? [] : [unfinished(before.next, now)];
  const kept = [...before.kept, ...left];
  if (await storage.writeControl({ ...before, highest: generation, next, kept }, version))
    return attemptAt(parts, next, before.deployment);
  throw superseded(generation);
}

/** Takes over a complete generation from a worker that is gone. */
export async function claimAttempt(parts: AttemptParts, from: NextGeneration): Promise<GenerationAttempt> {
  const { storage, worker } = parts;
  const { control, version } = await storage.readControl();
  const { next } = control;
  const isSame = next?.generation === from.generation && next.worker === from.worker;
  if (
    !isSame ||
    !(await storage.writeControl({ ...control, next: { ...next, worker, failure: null } }, version))
  )
    throw superseded(from.generation);
  return attemptAt(parts, next, control.deployment);
}

function attemptAt(
  { storage, worker, clock, keepMs, onStep }: AttemptParts,
  { generation: number, partitions }: NextGeneration,
  deployment: string,
): GenerationAttempt {
  const generation: LogGeneration = { deployment, generation: number, partitions };
  /** Writes what comes after the record as it stands, as long as this worker is the one that it names. */
  const write = async (
    change: (control: LogControl, next: NextGeneration) => LogControl,
  ): Promise<LogControl> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { control, version }: ReadControl = await storage.readControl();
      const { next } = control;
      if (next?.generation !== number || next.worker !== worker) throw superseded(number);
      const changed = change(control, { ...next, changedAt: new Date(clock.now()).toISOString() });
      if (await storage.writeControl(changed, version)) return changed;
    }
    throw new MilepostError("conflict", "The log's control record is written by too many", {
      retryable: true,
    });
  };
  const note = (change: Partial<NextGeneration>, more: Partial<LogControl> = {}): Promise<LogControl> =>
    write((control, next) => ({ ...control, ...more, next: { ...next, ...change } }));
  const step = async (name: GenerationStep, more: Partial<LogControl> = {}): Promise<LogControl> => {
    const written = await note({ step: name }, more);
    onStep?.(name);
    return written;
  };

  return {
    generation,
    append: (records) => storage.append(generation, worker, records),
    end: () => consistentEnd((topics) => storage.ends(generation, topics)),
    create: async () => {
      await storage.create(generation);
      onStep?.("begun");
    },
    note: async (progress) => {
      await write((control, next) => {
        const reached = next.step === "begun" ? "copying" : next.step;
        return { ...control, next: { ...next, ...progress, step: reached } };
      });
      onStep?.("copying");
    },
    seal: async () => {
      const sealing = await step("sealing", { sealed: true });
      await storage.seal(liveOf(sealing));
      await step("sealed");
    },
    complete: async () => void (await step("copied")),
    activate: async () => {
      const sealing = await note({}, { sealed: true });
      await storage.seal(liveOf(sealing));
      onStep?.("activating");
      await write((control) => activated(control, generation, clock.now() + keepMs));
      onStep?.("activated");
    },
    giveUp: async (failure) => void (await note({ failure })),
  };
}

function activated(
  { next: _next, lost = false, ...control }: LogControl,
  { generation, partitions }: LogGeneration,
  until: number,
): LogControl {
  const before: KeptGeneration = {
    generation: control.generation,
    partitions: control.partitions,
    until: new Date(until).toISOString(),
    // What lost records is nothing to go back to.
    complete: !lost,
  };
  const live = { generation, partitions: { ...partitions }, sealed: false };
  return { ...control, ...live, kept: [...control.kept, before] };
}

function unfinished({ generation, partitions }: NextGeneration, now: string): KeptGeneration {
  return { generation, partitions, until: now, complete: false };
}

function superseded(generation: number): MilepostError {
  return new MilepostError(
    "conflict",
    `Another process took over: generation ${generation} of the log is not made here any more`,
  );
}
