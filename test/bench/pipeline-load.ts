import { setTimeout as pause } from "node:timers/promises";
import { post } from "./bench-http.ts";
import { EVENTS_A_DAY, dateOf, dayOfEvents, probedEvents } from "./pipeline-events.ts";
import type { BenchSql } from "./pipeline-sql.ts";

export const POSTS_AT_ONCE = 4;
const POLL_MS = 25;
/** Freshness is measured at 1,000 events a second: 100 events ten times a second. */
const FRESH_EVENTS = 100;
const FRESH_EVERY_MS = 100;
export const FRESH_EVENTS_PER_SECOND: number = (FRESH_EVENTS * 1000) / FRESH_EVERY_MS;
const PROBES = 4;

/** A deployment as a benchmark loads and looks at it. */
export interface Target {
  readonly url: string;
  readonly sql: BenchSql;
}

/** Waits until the projector has inserted at least that many rows. */
export async function countReaches(sql: BenchSql, least: number): Promise<{ count: number; at: number }> {
  for (;;) {
    const count = await sql.inserted();
    if (count >= least) return { count, at: performance.now() };
    await pause(POLL_MS);
  }
}

export async function postDays(url: string, firstDay: number, days: number): Promise<void> {
  const bodies = Array.from({ length: days }, (_, index) => Buffer.from(dayOfEvents(firstDay + index)));
  const waiting = bodies.values();
  const postOn = async (): Promise<void> => {
    for (const body of waiting) await post(`${url}/v1/events`, "application/x-ndjson", body);
  };
  await Promise.all(Array.from({ length: POSTS_AT_ONCE }, postOn));
}

/** Posts whole days of events, several requests at once, and waits until all of them are visible. */
export async function pushDays(
  { url, sql }: Target,
  firstDay: number,
  days: number,
): Promise<{ readonly eventsPerSecond: number; readonly acceptedPerSecond: number }> {
  const events = days * EVENTS_A_DAY;
  const expected = (await sql.inserted()) + events;
  const startedAt = performance.now();
  await postDays(url, firstDay, days);
  const acceptedMs = performance.now() - startedAt;
  const { at } = await countReaches(sql, expected);
  const visible = await sql.visible();
  if (visible !== expected) throw new Error(`the view shows ${visible} rows instead of ${expected}`);
  return {
    eventsPerSecond: (events * 1000) / (at - startedAt),
    acceptedPerSecond: (events * 1000) / acceptedMs,
  };
}

/** Milliseconds from each batch's answer to its being visible, while batches keep coming at a fixed pace. */
export async function freshness(
  { url, sql }: Target,
  firstDay: number,
  batches: number,
): Promise<readonly number[]> {
  const acceptedAt = new Map<string, number>();
  const posting = postAtPace({ url, firstDay, batches }, (day) =>
    acceptedAt.set(dateOf(day), performance.now()),
  );
  const ofThisRun = new Set(Array.from({ length: batches }, (_, batch) => dateOf(firstDay + batch)));
  const seenAt = new Map<string, number>();
  while (seenAt.size < batches) {
    const counts = await sql.probesByDay();
    const answeredAt = performance.now();
    for (const [date, probes] of counts) {
      if (probes === PROBES && ofThisRun.has(date) && !seenAt.has(date)) seenAt.set(date, answeredAt);
    }
    await pause(POLL_MS);
  }
  await posting;
  // A batch may be seen a moment before its own answer has arrived here: that is no negative freshness.
  return [...seenAt].map(([date, at]) => Math.max(0, at - (acceptedAt.get(date) ?? at)));
}

async function postAtPace(
  { url, firstDay, batches }: { readonly url: string; readonly firstDay: number; readonly batches: number },
  accepted: (day: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  const posts: Promise<void>[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    await pause(Math.max(0, startedAt + batch * FRESH_EVERY_MS - performance.now()));
    const body = probedEvents(firstDay + batch, FRESH_EVENTS);
    const answered = post(`${url}/v1/events`, "application/x-ndjson", body);
    posts.push(answered.then(() => accepted(firstDay + batch)));
  }
  await Promise.all(posts);
}
