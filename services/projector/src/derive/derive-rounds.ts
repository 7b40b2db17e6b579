import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { ProgressOfGoals } from "@milepost/plan";
import type { Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import type { Plans } from "../plans.ts";
import { furthest, reaches } from "../position.ts";
import type { OnStep } from "../steps.ts";
import { DERIVATION_RULES } from "./computed.ts";
import { derive } from "./derive.ts";
import { ALL_DIRTY, bothDirty, isClean } from "./dirt.ts";
import type { Dirt } from "./dirt.ts";
import type { DirtMemory } from "./dirt-memory.ts";
import { readDirt } from "./read-dirt.ts";
import { readWatermark, writeWatermark } from "./watermark.ts";
import type { Watermark } from "./watermark.ts";

export interface DeriveRoundsOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  readonly plans: Plans;
  readonly memory: DirtMemory;
  readonly onStep: OnStep | undefined;
  /** By which rules this process derives; default: today's. */
  readonly rules?: number;
}

/** What a round came to. */
export interface DeriveOutcome {
  /** All derived rows are up to date with it. */
  readonly position: Position;
  /** True when the base rows had not gone on. */
  readonly isUnchanged: boolean;
  /** True when nothing had to be derived. */
  readonly isClean: boolean;
}

/** Rounds of deriving, one after the other. */
export interface DeriveRounds {
  /**
   * Derives what became dirty since the watermark, at the committed position; for the live tables of a build. Undefined: a
   * projector with newer rules derives, and this one leaves its rows alone.
   */
  derive(build: number, committed: Position): Promise<DeriveOutcome | undefined>;
  /** Writes how far it came, unless that was done within so many milliseconds. */
  note(atMostEveryMs: number): Promise<void>;
}

/** Where the derived rows stand, and the progress of goals there as far as this process knows it. */
interface Derived {
  readonly build: number;
  readonly position: Position;
  readonly known: ProgressOfGoals;
}

/** Rounds that have derived nothing yet. */
export function createDeriveRounds(options: DeriveRoundsOptions): DeriveRounds {
  const { log, store, logger, plans, memory, onStep, rules = DERIVATION_RULES } = options;
  const base = baseDatabase(store.database);
  let last: Derived | undefined;
  let isNoted = true;
  let isOutdated = false;
  let notedAt = Number.NEGATIVE_INFINITY;

  /** From where to go on: this process' own last round, unless the tables are others or another process is ahead. */
  const begin = (build: number, watermark: Watermark | undefined): Derived | undefined => {
    // What older rules noted says nothing of rows by these ones, and took none of them back.
    const noted = watermark?.rules === rules ? watermark : undefined;
    if (last?.build === build && (noted === undefined || reaches(last.position, noted.position))) return last;
    // What another process derived meanwhile is not known here: those goals are computed again when they are needed.
    return noted === undefined ? undefined : { ...noted, known: new Map() };
  };
  const sayOnce = (theirs: number): void => {
    if (isOutdated) return;
    isOutdated = true;
    logger.warn(
      { rules, theirs },
      "a projector with newer rules derives goal progress, scorecards and accuracy; this one leaves them to it. " +
        "To go back to this version for good, rebuild: `milepost rebuild`",
    );
  };
  const dirtBetween = async (from: Position, to: Position): Promise<Dirt> => {
    const { dirt, missing } = memory.between(from, to);
    return bothDirty(dirt, await readDirt(log, missing));
  };

  return {
    derive: async (build, committed) => {
      const watermark = await readWatermark(store, build);
      if (watermark !== undefined && watermark.rules > rules) {
        sayOnce(watermark.rules);
        return undefined;
      }
      isOutdated = false;
      const from = begin(build, watermark);
      const position = from === undefined ? committed : furthest(from.position, committed);
      if (from !== undefined && reaches(from.position, position)) {
        last = from;
        return { position, isUnchanged: true, isClean: true };
      }
      const dirt = from === undefined ? ALL_DIRTY : await dirtBetween(from.position, position);
      let known = from?.known ?? new Map();
      if (!isClean(dirt)) {
        await onStep?.("derive:deriving");
        const began = performance.now();
        const plan = await plans.at(position);
        known = await derive({ store, base, build, position, plan, dirt, known, rules });
        logger.debug({ ms: Math.round(performance.now() - began) }, "derived rows are up to date");
        await onStep?.("derive:derived");
      }
      last = { build, position, known };
      isNoted = false;
      memory.forgetBelow(position);
      return { position, isUnchanged: false, isClean: isClean(dirt) };
    },
    note: async (atMostEveryMs) => {
      if (last === undefined || isNoted || performance.now() - notedAt < atMostEveryMs) return;
      await writeWatermark(store, { ...last, rules });
      isNoted = true;
      notedAt = performance.now();
      await onStep?.("derive:noted");
    },
  };
}
