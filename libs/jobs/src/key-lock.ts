import type { Redis } from "ioredis";
import { LATE, within } from "./within.ts";

/** A lock is renewed so many times in the time after which it would expire. */
const RENEWALS = 3;

const RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end
if not holder then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1 end
return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Exclusive ownership of a key, among all processes. */
export interface KeyLock {
  /** Aborted when the ownership can no longer be counted on: another may own the key. */
  readonly lost: AbortSignal;
  /** Ends the ownership; without an answer it ends by itself. */
  release(): Promise<void>;
  /** Stops renewing: the ownership ends when its time is over. */
  abandon(): void;
}

export interface KeyLockOptions {
  readonly key: string;
  /** Unique to this holder. */
  readonly token: string;
  /** After so many milliseconds without renewal another may take the key. */
  readonly ttlMs: number;
}

/** Takes the ownership of a key; undefined when another has it. */
export async function takeKeyLock(redis: Redis, options: KeyLockOptions): Promise<KeyLock | undefined> {
  const { key, token, ttlMs } = options;
  let confirmedAt = performance.now();
  if ((await redis.set(key, token, "PX", ttlMs, "NX")) === null) return undefined;
  if (performance.now() - confirmedAt > ttlMs / RENEWALS) {
    // The answer took so long, as after an outage, that little of the time is left.
    await redis.eval(RELEASE, 1, key, token);
    return undefined;
  }

  const lost = new AbortController();
  const stop = (): void => clearInterval(timer);
  const loose = (): void => {
    stop();
    lost.abort();
  };
  const isExpired = (): boolean => performance.now() - confirmedAt >= ttlMs;
  const renew = async (): Promise<void> => {
    // A process that was stopped for so long has been replaced; taking the key again would be no ownership.
    if (isExpired()) return loose();
    const askedAt = performance.now();
    const held = await within(redis.eval(RENEW, 1, key, token, ttlMs), ttlMs / RENEWALS).catch(() => LATE);
    if (held === 0) loose();
    else if (held === 1) confirmedAt = askedAt;
    else if (isExpired()) loose();
  };
  const timer = setInterval(() => void renew(), ttlMs / RENEWALS);
  return {
    lost: lost.signal,
    abandon: stop,
    release: async () => {
      stop();
      await within(redis.eval(RELEASE, 1, key, token), ttlMs).catch(() => undefined);
    },
  };
}
