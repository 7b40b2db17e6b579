import { parseArgs } from "node:util";
import { temporaryFolder } from "@milepost/testkit/running-milepost";
import { post } from "./bench-http.ts";
import { percentile } from "./percentile.ts";
import { openEmbedded, openFull } from "./pipeline-deployment.ts";
import type { BenchDeployment } from "./pipeline-deployment.ts";
import { BENCH_PLAN, EVENTS_A_DAY } from "./pipeline-events.ts";
import {
  FRESH_EVENTS_PER_SECOND,
  POSTS_AT_ONCE,
  countReaches,
  freshness,
  postDays,
  pushDays,
} from "./pipeline-load.ts";
import type { Target } from "./pipeline-load.ts";
import { RAW_BATCH_ROWS, openBenchSql } from "./pipeline-sql.ts";

const WARM_UP_DAYS = 30;
const MEASURED_DAYS = 200;
/** Batches whose freshness is measured. */
const FRESH_BATCHES = 300;
const OPEN = { embedded: openEmbedded, full: openFull } as const;

type Figures = Readonly<Record<string, number>>;

/** The whole pipeline (HTTP in → visible in `observations`) beside raw inserts into the same ClickHouse, in one run. */
export async function run(argv: readonly string[]): Promise<{
  readonly bench: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Figures;
}> {
  const mode = modeOf(argv);
  const folder = temporaryFolder();
  try {
    say(`starting Milepost (${mode}) …`);
    const deployment = await OPEN[mode](folder.path);
    const figures = await measureAndClose(deployment);
    if (!argv.includes("--json")) print(figures);
    const inputs = {
      mode,
      events: MEASURED_DAYS * EVENTS_A_DAY,
      events_a_request: EVENTS_A_DAY,
      requests_at_once: POSTS_AT_ONCE,
      raw_batch_rows: RAW_BATCH_ROWS,
      freshness_events_per_second: FRESH_EVENTS_PER_SECOND,
      node: process.version,
    };
    return { bench: mode === "full" ? "pipeline-full" : "pipeline", inputs, figures };
  } finally {
    folder.remove();
  }
}

function modeOf(argv: readonly string[]): keyof typeof OPEN {
  const options = { mode: { type: "string", default: "embedded" } } as const;
  const { mode } = parseArgs({ args: [...argv], options, strict: false }).values;
  if (mode === "embedded" || mode === "full") return mode;
  throw new Error(`--mode ${String(mode)} is not known; give embedded or full`);
}

async function measureAndClose(deployment: BenchDeployment): Promise<Figures> {
  try {
    return await measure(deployment);
  } finally {
    await deployment.close();
  }
}

async function measure(deployment: BenchDeployment): Promise<Figures> {
  const sql = openBenchSql(deployment.sqlUrl);
  const target = { url: deployment.url, sql };
  await post(`${target.url}/v1/plans`, "application/json", BENCH_PLAN);
  say("warming up …");
  await pushDays(target, 0, WARM_UP_DAYS);
  // Raw inserts are measured before and after, so that a machine that slows down meanwhile slows both sides.
  const rawBefore = await sql.insertRaw(await sql.rows());
  say("pushing over HTTP …");
  const cpuBefore = deployment.cpu();
  const pushed = await pushDays(target, WARM_UP_DAYS, MEASURED_DAYS);
  const cpu = cpuFigures(cpuBefore, deployment.cpu());
  const caughtUp = await catchUp(deployment, target, WARM_UP_DAYS + MEASURED_DAYS);
  const rawAfter = await sql.insertRaw(await sql.rows());
  say("measuring freshness …");
  const fresh = await freshness(target, WARM_UP_DAYS + 2 * MEASURED_DAYS, FRESH_BATCHES);
  const raw = (rawBefore + rawAfter) / 2;
  return {
    ...ratios({ raw, http: pushed.eventsPerSecond, log: caughtUp }),
    pipeline_events_per_second: Math.round(pushed.eventsPerSecond),
    accepted_events_per_second: Math.round(pushed.acceptedPerSecond),
    raw_rows_per_second: Math.round(raw),
    ...cpu,
    freshness_p50_ms: rounded(percentile(fresh, 0.5)),
    freshness_p95_ms: rounded(percentile(fresh, 0.95)),
    freshness_p99_ms: rounded(percentile(fresh, 0.99)),
    freshness_max_ms: rounded(Math.max(...fresh)),
  };
}

interface Rates {
  readonly raw: number;
  readonly http: number;
  /** Undefined where the projector cannot be stopped by itself. */
  readonly log: number | undefined;
}

function ratios({ raw, http, log }: Rates): Figures {
  if (log === undefined) return { ratio_raw: rounded(http / raw) };
  return {
    ratio_raw: rounded(log / raw),
    ratio_raw_http: rounded(http / raw),
    log_events_per_second: Math.round(log),
  };
}

function cpuFigures(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Figures {
  const events = MEASURED_DAYS * EVENTS_A_DAY;
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [
      `events_per_cpu_second_${name}`,
      Math.round(events / Math.max(seconds - (before[name] ?? 0), 0.01)),
    ]),
  );
}

/** Events a second from the log to the table: a projector that starts on a full log, from its first row to its last. */
async function catchUp(
  { projector }: BenchDeployment,
  target: Target,
  firstDay: number,
): Promise<number | undefined> {
  if (projector === undefined) return undefined;
  say("filling the log while the projector is away …");
  const { sql } = target;
  const before = await sql.inserted();
  await projector.stop();
  await postDays(target.url, firstDay, MEASURED_DAYS);
  const expected = before + MEASURED_DAYS * EVENTS_A_DAY;
  say("projecting the log …");
  const starting = projector.start();
  const first = await countReaches(sql, before + 1);
  const last = await countReaches(sql, expected);
  await starting;
  return ((last.count - first.count) * 1000) / (last.at - first.at);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(figures: Figures): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(30)} ${value}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
