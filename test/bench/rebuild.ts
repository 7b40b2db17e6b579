import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { temporaryFolder } from "@milepost/testkit/running-milepost";
import { post } from "./bench-http.ts";
import { percentile } from "./percentile.ts";
import { openEmbedded, openFull } from "./pipeline-deployment.ts";
import { BENCH_PLAN, EVENTS_A_DAY } from "./pipeline-events.ts";
import { freshness, postDays, pushDays } from "./pipeline-load.ts";
import type { Target } from "./pipeline-load.ts";
import { openBenchSql } from "./pipeline-sql.ts";

/** Batches whose freshness is measured before the rebuild: ten a second. */
const FRESH_BATCHES = 200;
/** As many at a time while the rebuild runs. */
const FRESH_BATCHES_MEANWHILE = 50;
const PUSHED_DAYS = 100;
const CHUNK_DAYS = 500;
const POLL_MS = 200;

/** A rebuild of a long log: its pace, and how much it slows what arrives meanwhile. */
export async function run(argv: readonly string[]): Promise<{
  readonly bench: "rebuild";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number>>;
}> {
  const { events, full } = optionsOf(argv);
  const folder = temporaryFolder();
  const deployment = await (full ? openFull : openEmbedded)(folder.path);
  try {
    const target = { url: deployment.url, sql: openBenchSql(deployment.sqlUrl) };
    await post(`${target.url}/v1/plans`, "application/json", BENCH_PLAN);
    const figures = await measure(target, Math.ceil(events / EVENTS_A_DAY));
    if (!argv.includes("--json")) {
      for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(34)} ${value}`);
    }
    return { bench: "rebuild", inputs: { events, mode: full ? "full" : "embedded" }, figures };
  } finally {
    await deployment.close();
    folder.remove();
  }
}

function optionsOf(argv: readonly string[]): { readonly events: number; readonly full: boolean } {
  const options = {
    events: { type: "string", default: "10000000" },
    mode: { type: "string", default: "embedded" },
    json: { type: "boolean" },
    write: { type: "boolean" },
  } as const;
  const { events, mode } = parseArgs({ args: [...argv], options }).values;
  return { events: Number(events), full: mode === "full" };
}

async function measure(target: Target, days: number): Promise<Readonly<Record<string, number>>> {
  for (let day = 0; day < days; day += CHUNK_DAYS) {
    say(`${(day * EVENTS_A_DAY).toLocaleString("en")} events are in the tables …`);
    await pushDays(target, day, Math.min(CHUNK_DAYS, days - day));
  }
  say("measuring the live path alone …");
  const alone = await freshness(target, days, FRESH_BATCHES);
  const pushedAlone = await pushDays(target, days + FRESH_BATCHES, PUSHED_DAYS);
  say("measuring it while the tables are rebuilt …");
  const rebuild = await rebuildOf(target.url);
  let day = days + FRESH_BATCHES + PUSHED_DAYS;
  const meanwhile: number[] = [];
  const startedAt = performance.now();
  // One batch of a burst first: how fast it is accepted while the rebuild has most of the log before it.
  await postDays(target.url, day, PUSHED_DAYS);
  const burstSeconds = (performance.now() - startedAt) / 1000;
  day += PUSHED_DAYS;
  while (!(await rebuild.over())) {
    meanwhile.push(...(await freshness(target, day, FRESH_BATCHES_MEANWHILE)));
    day += FRESH_BATCHES_MEANWHILE;
  }
  const { records, seconds } = await rebuild.told();
  return {
    rebuild_events: records,
    rebuild_seconds: rounded(seconds),
    rebuild_events_per_second: Math.round(records / seconds),
    accepted_events_per_second_alone: Math.round(pushedAlone.acceptedPerSecond),
    accepted_events_per_second_meanwhile: Math.round((PUSHED_DAYS * EVENTS_A_DAY) / burstSeconds),
    freshness_p50_ms_alone: rounded(percentile(alone, 0.5)),
    freshness_p95_ms_alone: rounded(percentile(alone, 0.95)),
    freshness_p50_ms_meanwhile: rounded(percentile(meanwhile, 0.5)),
    freshness_p95_ms_meanwhile: rounded(percentile(meanwhile, 0.95)),
  };
}

interface Rebuild {
  over(): Promise<boolean>;
  told(): Promise<{ readonly records: number; readonly seconds: number }>;
}

interface Told {
  readonly rebuild: string;
  readonly state: string;
  readonly startedAt: string;
  readonly changedAt: string;
  readonly records: number;
  readonly differed: boolean | null;
}

async function rebuildOf(url: string): Promise<Rebuild> {
  const begun = (await (await fetch(`${url}/v1/rebuilds`, { method: "POST" })).json()) as Told;
  const ask = async (): Promise<Told> => {
    const answer = await fetch(`${url}/v1/rebuilds/${encodeURIComponent(begun.rebuild)}`);
    return (await answer.json()) as Told;
  };
  return {
    over: async () => (await ask()).state === "done",
    told: async () => {
      let told = await ask();
      while (told.state !== "done") {
        await pause(POLL_MS);
        told = await ask();
      }
      if (told.differed !== false) throw new Error("the rebuilt tables differ from the live ones");
      return {
        records: told.records,
        seconds: (Date.parse(told.changedAt) - Date.parse(told.startedAt)) / 1000,
      };
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
