import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";

/** How often the group's commits are looked at while somebody waits: another instance may have made them. */
const POLL_INTERVAL_MS = 50;

/** Those who wait for a group's commits. */
export interface PositionWaiters {
  /** Says that the group committed this much, and resolves whoever waited for no more. */
  advance(position: Position): void;
  waitFor(position: Position): Promise<void>;
  /** Rejects whoever waits, now and later. */
  close(): void;
}

export interface WaitersOptions {
  readonly group: string;
  /** Every partition that the consumer reads; a position that asks for another one is refused. */
  readonly partitions: readonly string[];
  /** What the group has committed, whichever instance did. */
  readonly readCommitted: () => Promise<Position>;
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: MilepostError) => void;
}

/** Learns of this process' commits at once, and of others' by looking while somebody waits. */
export function createPositionWaiters({ group, partitions, readCommitted }: WaitersOptions): PositionWaiters {
  const committed = new Map<string, number>(partitions.map((key) => [key, 0]));
  const closing = new AbortController();
  let waiters: readonly Waiter[] = [];
  let polling = false;
  const isReached = (position: Position): boolean =>
    Object.entries(position).every(([key, offset]) => (committed.get(key) ?? 0) >= offset);
  const closedError = (): MilepostError => new MilepostError("log_closed", `Consumer "${group}" is closed`);
  const advance = (position: Position): void => {
    for (const [key, offset] of Object.entries(position)) {
      committed.set(key, Math.max(offset, committed.get(key) ?? 0));
    }
    const reached = new Set(waiters.filter((waiter) => isReached(waiter.position)));
    waiters = waiters.filter((waiter) => !reached.has(waiter));
    for (const waiter of reached) waiter.resolve();
  };
  const poll = async (): Promise<void> => {
    polling = true;
    while (waiters.length > 0 && !closing.signal.aborted) {
      // What cannot be known now is asked again.
      advance(await readCommitted().catch(() => ({})));
      if (waiters.length === 0) break;
      await delay(POLL_INTERVAL_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    polling = false;
  };

  return {
    advance,
    waitFor: async (position) => {
      refuseForeign(position, committed, group);
      if (isReached(position)) return;
      if (closing.signal.aborted) throw closedError();
      await new Promise<void>((resolve, reject) => {
        waiters = [...waiters, { position, resolve, reject }];
        if (!polling) void poll();
      });
    },
    close: () => {
      closing.abort();
      for (const waiter of waiters) waiter.reject(closedError());
      waiters = [];
    },
  };
}

function refuseForeign(position: Position, known: ReadonlyMap<string, number>, group: string): void {
  const foreign = Object.keys(position).filter((key) => !known.has(key) && (position[key] ?? 0) > 0);
  if (foreign.length === 0) return;
  throw new MilepostError("invalid_input", `Consumer "${group}" does not read ${foreign.join(", ")}`);
}
