import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import { silentLogger } from "@milepost/runtime";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { post } from "./bench-http.ts";
import { LIVE_PREFIX, historyLines, liveLines } from "./growth-events.ts";
import { KPIS } from "./growth-kpis.ts";
import { GOALS, SCORECARDS, growthPlan } from "./growth-plan.ts";
import { askQuestions } from "./ask-questions.ts";
import { growthFigures } from "./growth-figures.ts";
import { growthOptions } from "./growth-options.ts";
import type { GrowthOptions } from "./growth-options.ts";
import { openGrowthSql } from "./growth-sql.ts";
import type { GrowthSql } from "./growth-sql.ts";
import { cpuSeconds, residentMb } from "./process-use.ts";

const EVENTS_A_REQUEST = 1_000;
const REQUESTS_AT_ONCE = 4;
const POLL_MS = 50;
/** Values that arrive while queries are measured come in batches this often. */
const LIVE_EVERY_MS = 100;
/** Rows whose cost is measured at each size. */
const PROBE_ROWS = 50_000;
/** What goes on behind an insert (merges, derived rows, assessments) is counted for this long after the last one. */
const SETTLE_MS = 15_000;
/** Assessments are at rest when none was made for so long. */
const QUIET_MS = 10_000;
const CREDENTIAL = { user: "milepost_writer", password: "benchmark" } as const;

type Figures = Record<string, number>;

/** What growth costs: CPU a row, memory, and the latency of reads while values arrive, at several sizes of one deployment. */
export async function run(argv: readonly string[]): Promise<{
  readonly bench: "growth";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Figures>;
}> {
  const options = growthOptions(argv);
  const temporary = temporaryFolder();
  const folder = options.data ?? temporary.path;
  mkdirSync(folder, { recursive: true });
  const engine = await startEmbeddedClickHouse({
    dataDir: join(folder, "clickhouse"),
    host: "127.0.0.1",
    port: 0,
    database: "milepost",
    writer: CREDENTIAL,
    logger: silentLogger(),
  });
  try {
    const startedAt = performance.now();
    const figures = await measure(folder, engine, options);
    figures["minutes"] = Math.round((performance.now() - startedAt) / 6_000) / 10;
    const inputs = {
      kpis: KPIS,
      goals: GOALS,
      scorecards: SCORECARDS,
      events_a_request: EVENTS_A_REQUEST,
      values_per_second_meanwhile: options.rate,
      requests_a_question: options.requests,
      a_request_every_ms: options.everyMs,
      node: process.version,
    };
    return { bench: "growth", inputs, figures };
  } finally {
    await engine.close();
    temporary.remove();
  }
}

async function measure(
  folder: string,
  engine: { readonly url: string; readonly pid: number },
  options: GrowthOptions,
): Promise<Figures> {
  const sql = openGrowthSql(engine.url, CREDENTIAL);
  const address = engine.url.replace("//", `//${CREDENTIAL.user}:${CREDENTIAL.password}@`);
  const env = { MILEPOST_DEMO: "0", CLICKHOUSE_URL: address };
  const milepost = await startMilepost({ dataDir: join(folder, "deployment"), env });
  try {
    await post(`${milepost.url}/v1/plans`, "application/json", growthPlan(new Date().getUTCFullYear()));
    const deployment = { url: milepost.url, sql, main: milepost.process.pid ?? 0, engine: engine.pid };
    const history = historyLines(Date.now());
    let filled = await sql.rows(`position(id, '-${LIVE_PREFIX}') = 0`);
    for (let skipped = 0; skipped < filled; skipped += 1) history.next();
    const bySize = new Map<number, Figures>();
    for (const size of options.sizes) {
      if (filled < size) await fill(deployment, history, size - filled);
      filled = Math.max(filled, size);
      const measured = await measureAt(deployment, history, options);
      filled += PROBE_ROWS;
      bySize.set(size, measured);
      if (!options.json) print(measured, size);
    }
    return growthFigures(bySize);
  } catch (error) {
    throw new Error(`Milepost said:\n${milepost.said()}`, { cause: error });
  } finally {
    await milepost.stop();
  }
}

interface Deployment {
  readonly url: string;
  readonly sql: GrowthSql;
  /** Process ids. */
  readonly main: number;
  readonly engine: number;
}

async function measureAt(
  deployment: Deployment,
  history: Generator<string>,
  options: GrowthOptions,
): Promise<Figures> {
  const { sql, main, engine, url } = deployment;
  await untilAssessed(url);
  await pause(SETTLE_MS);
  const memory = { main: residentMb(main), engine: residentMb(engine) };
  const before = { main: cpuSeconds(main), engine: cpuSeconds(engine) };
  const seconds = await fill(deployment, history, PROBE_ROWS);
  await pause(SETTLE_MS);
  const perRow = (from: number, to: number): number => Math.round(((to - from) * 1e7) / PROBE_ROWS) / 10;
  const cost = {
    main_cpu_us_a_row: perRow(before.main, cpuSeconds(main)),
    engine_cpu_us_a_row: perRow(before.engine, cpuSeconds(engine)),
  };
  const live = arrive(url, options.rate);
  const now = Date.now();
  const asOf = new Date(Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth() - 2, 1))
    .toISOString()
    .slice(0, 7);
  const answered = await askQuestions({
    url,
    requests: options.requests,
    everyMs: options.everyMs,
    asOf,
    now,
  });
  const parts = await sql.parts();
  const rate = await live.stop();
  return {
    main_rss_mb: memory.main.all,
    main_own_mb: memory.main.own,
    engine_rss_mb: memory.engine.all,
    engine_own_mb: memory.engine.own,
    ...cost,
    rows_per_second: Math.round(PROBE_ROWS / seconds),
    ...answered,
    values_per_second_meanwhile: rate,
    parts,
  };
}

/** Resolves once the goals' past is assessed: that is done once, and what is measured is the life after it. */
async function untilAssessed(url: string): Promise<void> {
  let made = await assessmentsMade(url);
  for (;;) {
    await pause(QUIET_MS);
    const now = await assessmentsMade(url);
    if (now === made) return;
    made = now;
    process.stderr.write(`${made.toLocaleString("en")} assessments made; waiting for the last\n`);
  }
}

async function assessmentsMade(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^milepost_assessments_total (\S+)$/m.exec(metrics)?.[1] ?? 0);
}

/** Posts the next lines of the history, several requests at once, and waits until all are visible; returns the seconds. */
async function fill({ url, sql }: Deployment, history: Generator<string>, rows: number): Promise<number> {
  const expected = (await sql.rows("1")) + rows;
  const startedAt = performance.now();
  let left = rows;
  const postOn = async (): Promise<void> => {
    while (left > 0) {
      const count = Math.min(left, EVENTS_A_REQUEST);
      left -= count;
      const lines = Array.from({ length: count }, () => history.next().value as string);
      await post(`${url}/v1/events`, "application/x-ndjson", lines.join("\n"));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, postOn));
  while ((await sql.rows("1")) < expected) await pause(POLL_MS);
  return (performance.now() - startedAt) / 1000;
}

/** Lets values arrive at a rate until it is stopped; that returns the rate it reached. */
function arrive(url: string, rate: number): { stop(): Promise<number> } {
  const ending = new AbortController();
  const perBatch = Math.round((rate * LIVE_EVERY_MS) / 1000);
  const startedAt = performance.now();
  let batches = 0;
  const going = (async () => {
    while (!ending.signal.aborted) {
      const lines = liveLines(batches * perBatch, perBatch, Date.now());
      await post(`${url}/v1/events`, "application/x-ndjson", lines.join("\n"));
      batches += 1;
      const early = batches * LIVE_EVERY_MS - (performance.now() - startedAt);
      if (early > 0) await pause(early, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  // What broke it is told by whoever stops it.
  going.catch(() => undefined);
  return {
    stop: async () => {
      ending.abort();
      await going;
      return Math.round((batches * perBatch * 1000) / (performance.now() - startedAt));
    },
  };
}

function print(figures: Readonly<Figures>, size: number): void {
  console.log(`\nat ${size.toLocaleString("en")} observations`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(36)} ${value}`);
}
