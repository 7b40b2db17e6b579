import { MilepostError } from "@milepost/runtime";
import type { Redis } from "ioredis";
import { within } from "./within.ts";

/** What is written says nothing and is gone soon. */
const KEPT_MS = 60_000;

/** How a full Redis is helped. */
export const ROOM_FIX =
  "raise maxmemory (`redis-cli config set maxmemory …`, and in redis.conf), or see what else fills it (`redis-cli info memory`)";

/** Resolves once Redis has kept something: one that is full answers every question, and keeps no job. */
export async function tryToWrite(
  redis: Redis,
  { prefix, timeoutMs }: { readonly prefix: string; readonly timeoutMs: number },
): Promise<void> {
  const written = redis.set(`${prefix}:check`, Date.now(), "PX", KEPT_MS);
  const outcome = await within(written, timeoutMs).catch((error: unknown) => error);
  if (outcome === "OK") return;
  throw new MilepostError("jobs_unavailable", reasonOf(outcome), { retryable: true, cause: outcome });
}

/** True when Redis answered, and refused. */
export function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

function reasonOf(outcome: unknown): string {
  if (!isReplyError(outcome)) return "Redis does not answer";
  // A refusal begins with Redis's word for its kind.
  if (outcome.message.startsWith("OOM ")) return `Redis is full (${outcome.message}); ${ROOM_FIX}`;
  return `Redis refuses to write (${outcome.message})`;
}
