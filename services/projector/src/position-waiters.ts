import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime/errors";
import { furthest, reaches } from "./position.ts";

/** People who wait for a position. */
export interface PositionWaiters {
  /** Resolves once `reached` was called with a position that covers it. */
  waitFor(position: Position): Promise<void>;
  /** Everything below the position is there, besides what was before. */
  reached(position: Position): void;
  /** True when nobody waits. */
  isIdle(): boolean;
  /** Rejects everybody who still waits. */
  close(): void;
}

/** Starts at a position. */
export function createPositionWaiters(what: string): PositionWaiters {
  let current: Position = {};
  let closed = false;
  let waiting: { position: Position; resolve: () => void; reject: (error: Error) => void }[] = [];
  const closedError = (): MilepostError =>
    new MilepostError("aborted", `The projector was closed before ${what} reached the position`);
  return {
    isIdle: () => waiting.length === 0,
    waitFor: (position) => {
      if (reaches(current, position)) return Promise.resolve();
      if (closed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => waiting.push({ position, resolve, reject }));
    },
    reached: (position) => {
      current = furthest(current, position);
      const there = waiting.filter((waiter) => reaches(current, waiter.position));
      waiting = waiting.filter((waiter) => !there.includes(waiter));
      for (const waiter of there) waiter.resolve();
    },
    close: () => {
      closed = true;
      for (const waiter of waiting) waiter.reject(closedError());
      waiting = [];
    },
  };
}
