import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";

/** A position that moves forward, and those who wait for it. */
export interface PositionWaiters {
  current(): Position;
  /** Moves forward and resolves whoever waited for no more than this. */
  advance(position: Position): void;
  waitFor(position: Position): Promise<void>;
  /** Rejects whoever waits, now and later. */
  close(): void;
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: MilepostError) => void;
}

/** `start` names every partition there is; a position that asks for another one is refused. */
export function createPositionWaiters(start: Position, group: string): PositionWaiters {
  let current = start;
  let waiters: readonly Waiter[] = [];
  let closed = false;
  const isReached = (position: Position): boolean =>
    Object.entries(position).every(([key, offset]) => (current[key] ?? 0) >= offset);
  const closedError = (): MilepostError => new MilepostError("log_closed", `Consumer "${group}" is closed`);

  return {
    current: () => current,
    advance: (position) => {
      current = position;
      const reached = new Set(waiters.filter((waiter) => isReached(waiter.position)));
      waiters = waiters.filter((waiter) => !reached.has(waiter));
      for (const waiter of reached) waiter.resolve();
    },
    waitFor: async (position) => {
      refuseForeign(position, start, group);
      if (isReached(position)) return;
      if (closed) throw closedError();
      await new Promise<void>((resolve, reject) => {
        waiters = [...waiters, { position, resolve, reject }];
      });
    },
    close: () => {
      closed = true;
      for (const waiter of waiters) waiter.reject(closedError());
      waiters = [];
    },
  };
}

function refuseForeign(position: Position, known: Position, group: string): void {
  const foreign = Object.keys(position).filter((key) => known[key] === undefined && (position[key] ?? 0) > 0);
  if (foreign.length === 0) return;
  throw new MilepostError("invalid_input", `Consumer "${group}" does not read ${foreign.join(", ")}`);
}
