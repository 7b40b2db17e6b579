import type { KnownMessage } from "./delivery-state.ts";

/** Pauses between attempts through one channel. */
export interface Backoff {
  readonly firstMs: number;
  /** Longest pause of ours; a receiver may ask for more. */
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { firstMs: 30_000, longestMs: 3_600_000 };

/** Attempts through one channel before the next one of the recipient is used. */
const ATTEMPTS_OF_CHANNEL = 6;

/** Through which channel a message goes next, and when at the earliest. */
export interface NextAttempt {
  readonly channel: string;
  /** Epoch milliseconds; in the past: now. */
  readonly at: number;
}

/**
 * The first usable channel that has not failed too often; where all have, the first one goes on with the longest pauses, for
 * nothing accepted is ever given up. Undefined: no channel can be used.
 */
export function nextAttempt({ attempts }: KnownMessage, usable: readonly string[]): NextAttempt | undefined {
  const failed = (channel: string): number =>
    attempts.filter((attempt) => attempt.channel === channel && attempt.outcome === "retry").length;
  const channel = usable.find((one) => failed(one) < ATTEMPTS_OF_CHANNEL) ?? usable[0];
  if (channel === undefined) return undefined;
  const last = attempts.findLast((attempt) => attempt.channel === channel);
  return { channel, at: last?.retryAt == null ? 0 : Date.parse(last.retryAt) };
}

/** When a message that nobody took is tried again through a channel, in epoch milliseconds. */
export function retryAt(
  { attempts }: KnownMessage,
  {
    channel,
    now,
    askedMs,
  }: { readonly channel: string; readonly now: number; readonly askedMs: number | null },
  { firstMs, longestMs }: Backoff,
): number {
  const before = attempts.filter(
    (attempt) => attempt.channel === channel && attempt.outcome === "retry",
  ).length;
  return now + Math.max(askedMs ?? 0, Math.min(longestMs, firstMs * 2 ** before));
}
