import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { testServer } from "./test-server.ts";

const SCAN_COUNT = 1_000;

/** The run's Redis, with a key prefix of its own. */
export interface TestRedis {
  readonly url: string;
  readonly prefix: string;
  /** Removes every key with the prefix. */
  close(): Promise<void>;
}

/** Gives a part of the run's Redis that nobody else uses. */
export async function openTestRedis(): Promise<TestRedis> {
  const url = await testServer("redis");
  if (url === undefined) throw new Error("There is no Redis: skip the suite");
  const prefix = `test-${randomUUID()}`;
  const close = async (): Promise<void> => {
    const redis = new Redis(url);
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: SCAN_COUNT })) {
      if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
    }
    redis.disconnect();
  };
  return { url, prefix, close };
}
