import { clockFinding, errorCode, MilepostError } from "@milepost/runtime";
import type { Clock, Finding, Logger } from "@milepost/runtime";
import { connectRedis } from "./redis-connection.ts";
import { ROOM_FIX } from "./try-to-write.ts";

const US_PER_MS = 1_000;
const MS_PER_SECOND = 1_000;
const BYTES_PER_MB = 1e6;
/** For taking leave; nothing is under way. */
const CLOSE_TIMEOUT_MS = 500;

export interface RedisCheck {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Checks reach, version, eviction policy, memory and clock of a Redis; changes nothing. */
export async function checkRedis({ url, clock, logger }: RedisCheck): Promise<readonly Finding[]> {
  try {
    const { redis, close } = await connectRedis(url, logger);
    try {
      const memory = memoryFinding(await redis.info("memory"));
      const asked = clock.now();
      const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
      const server = seconds * MS_PER_SECOND + microseconds / US_PER_MS;
      return [
        { name: "Redis", ok: true, message: "answers, is new enough, and evicts nothing" },
        memory,
        clockFinding("Redis clock", { server, asked, answered: clock.now() }),
      ];
    } finally {
      await close(CLOSE_TIMEOUT_MS);
    }
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    return [
      { name: "Redis", ok: false, message: error.message, passing: errorCode(error) !== "config_invalid" },
    ];
  }
}

/** A Redis that evicts nothing takes nothing more once it uses what it may. */
function memoryFinding(info: string): Finding {
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? Number.NaN);
  const inMb = (each: number): string => `${(each / BYTES_PER_MB).toFixed(1)} MB`;
  const name = "Redis memory";
  // Some of what is used, such as buffers of replicas, Redis does not count.
  const [used, uncounted, most] = [
    bytes("used_memory"),
    bytes("mem_not_counted_for_evict"),
    bytes("maxmemory"),
  ];
  if (Number.isNaN(used + most)) return { name, ok: true, message: "unknown: this Redis does not tell it" };
  if (most === 0) return { name, ok: true, message: `${inMb(used)} used, no limit of its own` };
  const message = `${inMb(used)} used of ${inMb(most)}`;
  if (used - (uncounted || 0) <= most) return { name, ok: true, message };
  return { name, ok: false, message: `${message}: it keeps no jobs`, fix: ROOM_FIX, passing: true };
}
