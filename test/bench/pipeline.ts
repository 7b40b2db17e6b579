import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { BENCH_PLAN, EVENTS_A_DAY, dateOf, dayOfEvents, probedEvents } from "./pipeline-events.ts";
import { RAW_BATCH_ROWS, openBenchSql } from "./pipeline-sql.ts";
import type { BenchSql } from "./pipeline-sql.ts";

const WARM_UP_DAYS = 30;
const MEASURED_DAYS = 200;
const POSTS_AT_ONCE = 4;
const POLL_MS = 25;
/** Freshness is measured at 1,000 events a second: 100 events ten times a second. */
const FRESH_EVENTS = 100;
const FRESH_EVERY_MS = 100;
const FRESH_BATCHES = 150;
const PROBES = 4;
const agent = new Agent({ keepAlive: true });
const CREDENTIAL = { user: "milepost_writer", password: "benchmark" } as const;

interface Figures extends Readonly<Record<string, number>> {
  readonly ratio_raw: number;
  readonly freshness_p95_ms: number;
}

/** The whole pipeline (HTTP in → visible in `observations`) beside raw inserts into the same ClickHouse, in one run. */
export async function run(argv: readonly string[]): Promise<{
  readonly bench: "pipeline";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Figures;
}> {
  const folder = temporaryFolder();
  // The engine is the benchmark's own, so that raw inserts reach the very same one with the writer's credential.
  const engine = await startEmbeddedClickHouse({
    dataDir: join(folder.path, "clickhouse"),
    host: "127.0.0.1",
    port: 0,
    database: "milepost",
    writer: CREDENTIAL,
    logger: silentLogger(),
  });
  try {
    const figures = await measure(folder.path, engine.url);
    if (!argv.includes("--json")) print(figures);
    const inputs = {
      events: MEASURED_DAYS * EVENTS_A_DAY,
      events_a_request: EVENTS_A_DAY,
      requests_at_once: POSTS_AT_ONCE,
      raw_batch_rows: RAW_BATCH_ROWS,
      freshness_events_per_second: (FRESH_EVENTS * 1000) / FRESH_EVERY_MS,
      node: process.version,
    };
    return { bench: "pipeline", inputs, figures };
  } finally {
    await engine.close();
    folder.remove();
  }
}

async function measure(dir: string, engineUrl: string): Promise<Figures> {
  const address = engineUrl.replace("//", `//${CREDENTIAL.user}:${CREDENTIAL.password}@`);
  const sql = openBenchSql(engineUrl, CREDENTIAL.user, CREDENTIAL.password);
  const env = { MILEPOST_DEMO: "0", CLICKHOUSE_URL: address };
  const milepost = await startMilepost({ dataDir: join(dir, "deployment"), env });
  try {
    await post(`${milepost.url}/v1/plans`, "application/json", BENCH_PLAN);
    const target = { url: milepost.url, sql };
    await pushDays(target, 0, WARM_UP_DAYS);
    // Raw inserts are measured before and after, so that a machine that slows down meanwhile slows both sides.
    const rawBefore = await sql.insertRaw(await sql.rows());
    const pushed = await pushDays(target, WARM_UP_DAYS, MEASURED_DAYS);
    const rawAfter = await sql.insertRaw(await sql.rows());
    const fresh = await freshness(target, WARM_UP_DAYS + MEASURED_DAYS);
    const raw = (rawBefore + rawAfter) / 2;
    return {
      ratio_raw: rounded(pushed.eventsPerSecond / raw),
      pipeline_events_per_second: Math.round(pushed.eventsPerSecond),
      accepted_events_per_second: Math.round(pushed.acceptedPerSecond),
      raw_rows_per_second: Math.round(raw),
      freshness_p50_ms: rounded(percentile(fresh, 0.5)),
      freshness_p95_ms: rounded(percentile(fresh, 0.95)),
      freshness_max_ms: rounded(Math.max(...fresh)),
    };
  } finally {
    await milepost.stop();
  }
}

interface Target {
  readonly url: string;
  readonly sql: BenchSql;
}

/** Posts whole days of events, several requests at once, and waits until all of them are visible. */
async function pushDays(
  { url, sql }: Target,
  firstDay: number,
  days: number,
): Promise<{ readonly eventsPerSecond: number; readonly acceptedPerSecond: number }> {
  const bodies = Array.from({ length: days }, (_, index) => Buffer.from(dayOfEvents(firstDay + index)));
  const events = days * EVENTS_A_DAY;
  const expected = (await sql.inserted()) + events;
  const startedAt = performance.now();
  const waiting = bodies.values();
  const postOn = async (): Promise<void> => {
    for (const body of waiting) await post(`${url}/v1/events`, "application/x-ndjson", body);
  };
  await Promise.all(Array.from({ length: POSTS_AT_ONCE }, postOn));
  const acceptedMs = performance.now() - startedAt;
  while ((await sql.inserted()) < expected) await pause(POLL_MS);
  const visibleMs = performance.now() - startedAt;
  const visible = await sql.visible();
  if (visible !== expected) throw new Error(`the view shows ${visible} rows instead of ${expected}`);
  return { eventsPerSecond: (events * 1000) / visibleMs, acceptedPerSecond: (events * 1000) / acceptedMs };
}

/** Milliseconds from each batch's answer to its being visible, while batches keep coming at a fixed pace. */
async function freshness({ url, sql }: Target, firstDay: number): Promise<readonly number[]> {
  const acceptedAt = new Map<string, number>();
  const posting = postAtPace(url, firstDay, (day) => acceptedAt.set(dateOf(day), performance.now()));
  const seenAt = new Map<string, number>();
  while (seenAt.size < FRESH_BATCHES) {
    const counts = await sql.probesByDay();
    const answeredAt = performance.now();
    for (const [date, probes] of counts) {
      if (probes === PROBES && !seenAt.has(date)) seenAt.set(date, answeredAt);
    }
    await pause(POLL_MS);
  }
  await posting;
  // A batch may be seen a moment before its own answer has arrived here: that is no negative freshness.
  return [...seenAt].map(([date, at]) => Math.max(0, at - (acceptedAt.get(date) ?? at)));
}

async function postAtPace(url: string, firstDay: number, accepted: (day: number) => void): Promise<void> {
  const startedAt = performance.now();
  const posts: Promise<void>[] = [];
  for (let batch = 0; batch < FRESH_BATCHES; batch += 1) {
    await pause(Math.max(0, startedAt + batch * FRESH_EVERY_MS - performance.now()));
    const body = probedEvents(firstDay + batch, FRESH_EVENTS);
    const answered = post(`${url}/v1/events`, "application/x-ndjson", body);
    posts.push(answered.then(() => accepted(firstDay + batch)));
  }
  await Promise.all(posts);
}

/** Posts without decoding the answer, so that the benchmark takes little of the machine that it measures. */
function post(url: string, contentType: string, body: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) };
    const posting = request(url, { method: "POST", agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200 || answer.statusCode === 202) return resolve();
        const text = Buffer.concat(chunks).toString().slice(0, 500);
        reject(new Error(`${url} answered ${answer.statusCode}: ${text}`));
      });
    });
    posting.on("error", reject);
    posting.end(body);
  });
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(figures: Figures): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(30)} ${value}`);
}
