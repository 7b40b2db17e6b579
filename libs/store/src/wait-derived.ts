import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime/errors";
import type { Store } from "./index.ts";
import { derivedUpTo, positionOf } from "./queries/derived-up-to.ts";
import { readTablesStanding } from "./queries/tables-standing.ts";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

export interface WaitDerivedOptions {
  readonly position: Position;
  /** After so long it rejects with `timeout`, retryable. */
  readonly timeoutMs: number;
  /** Ends the wait early, with `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Resolves once goal progress, scorecards and forecast accuracy are up to date with a position, whichever process
 * derives them.
 */
export async function waitDerived(
  store: Store,
  { position, timeoutMs, signal }: WaitDerivedOptions,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    const derived = await readDerivedUpTo(store);
    if (derived !== undefined && reaches(derived, position)) return;
    if (signal?.aborted === true) throw new MilepostError("aborted", "The wait for derived rows was ended");
    if (performance.now() >= deadline) throw notDerived(position, derived, timeoutMs);
    await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/** Up to which position the derived rows of the live tables stand; undefined: nobody knows. */
export async function readDerivedUpTo(store: Store): Promise<Position | undefined> {
  const { settled } = await readTablesStanding(store);
  const row = (await store.query(derivedUpTo())).find(({ build }) => build === settled?.build);
  return row === undefined ? undefined : positionOf(row);
}

function reaches(position: Position, wanted: Position): boolean {
  return Object.entries(wanted).every(([key, offset]) => (position[key] ?? 0) >= offset);
}

function notDerived(position: Position, derived: Position | undefined, timeoutMs: number): MilepostError {
  return new MilepostError(
    "timeout",
    `Derived rows were not up to date with the log within ${timeoutMs} ms: look at whether a projector runs, and at its log`,
    { retryable: true, details: { position, derived } },
  );
}
