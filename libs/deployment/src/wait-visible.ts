import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { MilepostError } from "@milepost/runtime";
import type { Closeable } from "@milepost/runtime";

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 100;
/** Whoever waits while the projector does not move for so long is told. */
const STANDSTILL_LIMIT_MS = 60_000;

/** Waits, in any process, until tables hold what stands in the log. */
export interface Visibility extends Closeable {
  /** Resolves once the tables hold everything below the position; rejects as retryable when the projector stands still. */
  waitVisible(position: Position): Promise<void>;
}

interface Waiter {
  readonly position: Position;
  readonly since: number;
  readonly resolve: () => void;
  readonly reject: (error: MilepostError) => void;
}

/** Asks the log how far the projector is for as long as somebody waits: one question for all who do. */
export function createVisibility(log: EventLog): Visibility {
  let waiters: readonly Waiter[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  let last = "";
  let movedAt = 0;

  const settle = (committed: Position, now: number): void => {
    const text = JSON.stringify(committed);
    if (text !== last) movedAt = now;
    last = text;
    const settled = waiters.filter((waiter) => {
      if (isReached(waiter.position, committed)) waiter.resolve();
      else if (now - Math.max(movedAt, waiter.since) > STANDSTILL_LIMIT_MS) waiter.reject(tooLate());
      else return false;
      return true;
    });
    waiters = waiters.filter((waiter) => !settled.includes(waiter));
  };
  const run = async (): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; waiters.length > 0 && !closed;) {
      const before = waiters.length;
      // While the log does not say how far it is, nobody is told that their rows are there.
      const committed = await log.committed(PROJECTOR_GROUP, topicsOf(waiters)).catch(() => ({}));
      settle(committed, performance.now());
      pauseMs = waiters.length === before ? Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5) : FIRST_PAUSE_MS;
      if (waiters.length > 0 && !closed) await delay(pauseMs);
    }
    running = undefined;
  };
  return {
    waitVisible: (position) => {
      if (closed) return Promise.reject(stopping());
      if (isReached(position, {})) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiters = [...waiters, { position, since: performance.now(), resolve, reject }];
        running ??= run();
      });
    },
    close: async () => {
      closed = true;
      for (const { reject } of waiters) reject(stopping());
      waiters = [];
      await running;
    },
  };
}

function isReached(position: Position, committed: Position): boolean {
  return Object.entries(position).every(([key, offset]) => (committed[key] ?? 0) >= offset);
}

function topicsOf(waiters: readonly Waiter[]): readonly Topic[] {
  const keys = waiters.flatMap(({ position }) => Object.keys(position));
  return [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf("/")) as Topic))];
}

function tooLate(): MilepostError {
  const seconds = STANDSTILL_LIMIT_MS / 1_000;
  const message = `It is kept, but the tables do not show it: the projector has not moved for ${seconds} s; its /readyz says why`;
  return new MilepostError("timeout", message, { retryable: true });
}

function stopping(): MilepostError {
  return new MilepostError("aborted", "This process is stopping", { retryable: true });
}
