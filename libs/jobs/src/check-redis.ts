import { clockFinding, errorCode, MilepostError } from "@milepost/runtime";
import type { Clock, Finding, Logger } from "@milepost/runtime";
import { connectRedis } from "./redis-connection.ts";

const US_PER_MS = 1_000;
const MS_PER_SECOND = 1_000;
/** For taking leave; nothing is under way. */
const CLOSE_TIMEOUT_MS = 500;

export interface RedisCheck {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Checks reach, version, eviction policy and clock of a Redis; changes nothing. */
export async function checkRedis({ url, clock, logger }: RedisCheck): Promise<readonly Finding[]> {
  try {
    const { redis, close } = await connectRedis(url, logger);
    try {
      const asked = clock.now();
      const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
      const server = seconds * MS_PER_SECOND + microseconds / US_PER_MS;
      return [
        { name: "Redis", ok: true, message: "answers, is new enough, and evicts nothing" },
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
