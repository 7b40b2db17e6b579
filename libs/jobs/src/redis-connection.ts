import type { Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { Redis } from "ioredis";
import type { RedisOptions } from "ioredis";
import { LATE, within } from "./within.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2_000;
/** Older servers lack commands that the queues use. */
const OLDEST_VERSION = [6, 2] as const;

/** A connection to Redis with all that were made after its model. */
export interface RedisConnections {
  readonly redis: Redis;
  /** Takes its leave, and lets go of every connection after so many milliseconds in any case. */
  readonly close: (timeoutMs: number) => Promise<void>;
}

/** Connects to a Redis that is fit for queues; anything else is refused with the fix. */
export async function connectRedis(url: string, logger: Logger): Promise<RedisConnections> {
  const server = shownAddress(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    // The queues' own commands wait for a Redis that comes back; callers are bounded where they call.
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(LONGEST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(times, 10)),
  });
  const all = new Set([redis]);
  trackDuplicates(redis, all);
  let lastError: unknown;
  redis.on("error", (error: unknown) => (lastError = error));
  const disconnect = (): void => {
    for (const one of all) one.disconnect();
  };
  try {
    const connected = await within(redis.connect(), CONNECT_TIMEOUT_MS);
    if (connected === LATE) throw new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`);
    refuseUnfit(await redis.info(), server);
  } catch (error) {
    disconnect();
    if (error instanceof MilepostError) throw error;
    throw unavailable(server, lastError ?? error);
  }
  const endOfWatch = logOutages(redis, server, logger);
  const close = async (timeoutMs: number): Promise<void> => {
    endOfWatch();
    await within(redis.quit(), timeoutMs).catch(() => undefined);
    disconnect();
  };
  return { redis, close };
}

/** The queues make connections of their own; at the end those must be let go of too, also when Redis is away. */
function trackDuplicates(redis: Redis, all: Set<Redis>): void {
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override?: Partial<RedisOptions>) => {
    const copy = duplicate(override);
    copy.on("error", () => undefined);
    all.add(copy);
    return copy;
  };
}

function logOutages(redis: Redis, server: string, logger: Logger): () => void {
  let away = false;
  let watching = true;
  redis.on("close", () => {
    if (away || !watching) return;
    away = true;
    logger.warn({ server }, "Redis is away; jobs wait until it is back");
  });
  redis.on("ready", () => {
    if (away) logger.info({ server }, "Redis is back");
    away = false;
  });
  return () => {
    watching = false;
  };
}

function refuseUnfit(info: string, server: string): void {
  const fact = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const policy = fact("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") {
    throw new MilepostError(
      "config_invalid",
      `Redis at ${server} evicts keys (maxmemory-policy ${policy}), and so would lose jobs; ` +
        "set `maxmemory-policy noeviction` in redis.conf, or now with `redis-cli config set maxmemory-policy noeviction`",
    );
  }
  const version = fact("redis_version") ?? "0";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor >= OLDEST_VERSION[1])) return;
  const message = `Redis at ${server} is version ${version}; jobs need ${OLDEST_VERSION.join(".")} or newer`;
  throw new MilepostError("config_invalid", message);
}

function unavailable(server: string, cause: unknown): MilepostError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Redis at ${server} cannot be used (${reason}); start it, or correct REDIS_URL`;
  return new MilepostError("jobs_unavailable", message, { retryable: true, cause });
}

/** The address without user and password. */
function shownAddress(url: string): string {
  try {
    return new URL(url).host;
  } catch (cause) {
    throw new MilepostError("config_invalid", "REDIS_URL is no address, such as redis://127.0.0.1:6379", {
      cause,
    });
  }
}
