import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import type { PlanState, ProgressOfGoals } from "@milepost/plan";
import type { Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { createPositionWaiters } from "../position-waiters.ts";
import { reaches } from "../position.ts";
import { derive } from "./derive.ts";
import { bothDirty, isClean } from "./dirt.ts";
import type { Dirt } from "./dirt.ts";
import { writeWatermark } from "./derived-up-to.ts";

/** Between two rounds at least this long, so that a stream of small batches is derived together. */
const PAUSE_MS = 200;
/** A round that took longer is followed by a pause as long, so that deriving leaves half of the time to readers. */
const LONGEST_PAUSE_MS = 2_000;
/** While there is always more to derive, how far it came is written this often. */
const WATERMARK_EVERY_MS = 1_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/** Where the base rows stand, and what that makes dirty. */
export interface Projection {
  readonly position: Position;
  readonly plan: PlanState;
  readonly dirt: Dirt;
}

/** Keeps the derived rows up to date with the base rows. */
export interface Deriver {
  /** The base rows went on; dirt adds up until it was derived. */
  advance(projection: Projection): void;
  /** Resolves once the derived rows are up to date with the position. */
  waitFor(position: Position): Promise<void>;
  /** Finishes the round under way and ends. */
  close(): Promise<void>;
}

/** One round at a time, each for everything that became dirty meanwhile. */
export function createDeriver(options: { readonly store: Store; readonly logger: Logger }): Deriver {
  const { store, logger } = options;
  const base = baseDatabase(store.database);
  const waiters = createPositionWaiters("derivation");
  const stop = new AbortController();
  let wanted: Projection | undefined;
  let known: ProgressOfGoals = new Map();
  let running: Promise<void> | undefined;
  let isNoted = true;
  let notedAt = 0;

  const round = async (projection: Projection): Promise<void> => {
    const { position, plan, dirt } = projection;
    if (!isClean(dirt)) {
      const began = performance.now();
      known = await derive({ store, base, position, plan, dirt, known });
      isNoted = false;
      logger.debug({ ms: Math.round(performance.now() - began) }, "derived rows are up to date");
    }
    waiters.reached(position);
  };

  const noteWatermark = async (): Promise<void> => {
    const isDue = wanted === undefined || performance.now() - notedAt >= WATERMARK_EVERY_MS;
    if (isNoted || !isDue) return;
    await writeWatermark(store, waiters.current());
    isNoted = true;
    notedAt = performance.now();
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted && wanted !== undefined;) {
      const projection: Projection = wanted;
      wanted = undefined;
      const began = performance.now();
      try {
        await round(projection);
        failures = 0;
        const tookMs = performance.now() - began;
        if (!isClean(projection.dirt)) await pause(Math.min(Math.max(tookMs, PAUSE_MS), LONGEST_PAUSE_MS));
        if (!stop.signal.aborted) await noteWatermark();
      } catch (error) {
        wanted = again(projection, wanted);
        const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
        failures += 1;
        logger.warn({ err: error, retryMs }, "deriving rows failed; trying again after a pause");
        await pause(retryMs);
      }
    }
    running = undefined;
  };
  const pause = (milliseconds: number): Promise<void> =>
    delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);

  return {
    advance: (projection) => {
      wanted = wanted === undefined ? projection : again(wanted, projection);
      if (!stop.signal.aborted) running ??= run();
    },
    waitFor: (position) => waiters.waitFor(position),
    close: async () => {
      stop.abort();
      await running;
      const caughtUp = wanted === undefined || isClean(wanted.dirt);
      if (caughtUp) await writeWatermark(store, wanted?.position ?? waiters.current()).catch(() => undefined);
      waiters.close();
    },
  };
}

/** The newer of two projections, with the dirt of both. */
function again(earlier: Projection, later: Projection | undefined): Projection {
  if (later === undefined) return earlier;
  const newest = reaches(later.position, earlier.position) ? later : earlier;
  return { ...newest, dirt: bothDirty(earlier.dirt, later.dirt) };
}
