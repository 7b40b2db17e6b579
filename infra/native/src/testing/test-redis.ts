import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { testServer } from "./test-server.ts";

const SCAN_COUNT = 1_000;

/** The run's Redis, with a key prefix of its own. */
export interface TestRedis {
  readonly url: string;
  readonly prefix: string;
  /** Whether anything is kept with the prefix. */
  hasKeys(): Promise<boolean>;
  /** Removes every key with the prefix. */
  close(): Promise<void>;
}

/** Gives a part of the run's Redis that nobody else uses; the prefix is a new one when absent. */
export async function openTestRedis(prefix: string = `test-${randomUUID()}`): Promise<TestRedis> {
  const url = await testServer("redis");
  if (url === undefined) throw new Error("There is no Redis: skip the suite");
  const ownKeys = async (redis: Redis): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: SCAN_COUNT })) {
      found.push(...(keys as string[]));
    }
    return found;
  };
  const connected = async <Result>(use: (redis: Redis) => Promise<Result>): Promise<Result> => {
    const redis = new Redis(url);
    try {
      return await use(redis);
    } finally {
      redis.disconnect();
    }
  };
  return {
    url,
    prefix,
    hasKeys: () => connected(async (redis) => (await ownKeys(redis)).length > 0),
    close: () =>
      connected(async (redis) => {
        for (const key of await ownKeys(redis)) await redis.del(key);
      }),
  };
}
