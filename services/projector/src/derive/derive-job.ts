import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import { createDeriveRounds } from "./derive-rounds.ts";
import type { DeriveOutcome, DeriveRoundsOptions } from "./derive-rounds.ts";

/** Between two rounds at least this long, so that a stream of small batches is derived together. */
const PAUSE_MS = 200;
/** A round that took longer is followed by a pause as long, so that deriving leaves half of the time to readers. */
const LONGEST_PAUSE_MS = 2_000;
/** A job ends after so long, also when there is always more to derive: others may wait for its end. */
const LONGEST_JOB_MS = 10_000;
/** While there is always more to derive, how far it came is written this often. */
const WATERMARK_EVERY_MS = 1_000;

export interface DeriveJobOptions extends DeriveRoundsOptions {
  /** Ends the job after the round under way. */
  readonly stop: AbortSignal;
}

/** Derives until nothing is left to derive, or its time is over; true: there is more. */
export type DeriveJob = (signal: AbortSignal, onDerived: (position: Position) => void) => Promise<boolean>;

/** The job `derive` of one process, which remembers from one time to the next what it derived. */
export function createDeriveJob(options: DeriveJobOptions): DeriveJob {
  const { log, store, stop } = options;
  const rounds = createDeriveRounds(options);
  const round = async (): Promise<DeriveOutcome | undefined> => {
    const { settled, isSettling } = await readTablesStanding(store);
    // Tables of another log, or that a rebuild is about to complete, are not this job's: a rebuild derives for itself.
    if (settled?.generation !== log.generation || isSettling) return undefined;
    return rounds.derive(settled.build, await log.committed(PROJECTOR_GROUP, TOPICS));
  };
  return async (signal, onDerived) => {
    if (stop.aborted) return false;
    const end = performance.now() + LONGEST_JOB_MS;
    while (!signal.aborted && !stop.aborted) {
      const began = performance.now();
      const outcome = await round();
      if (outcome === undefined) return false;
      onDerived(outcome.position);
      const isLast = outcome.isUnchanged || performance.now() >= end;
      await rounds.note(isLast ? 0 : WATERMARK_EVERY_MS);
      if (isLast) return !outcome.isUnchanged;
      const tookMs = performance.now() - began;
      const pauseMs = outcome.isClean ? PAUSE_MS : Math.min(Math.max(tookMs, PAUSE_MS), LONGEST_PAUSE_MS);
      await delay(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
    await rounds.note(0);
    return false;
  };
}
