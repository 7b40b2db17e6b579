import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@clickhouse/client";
import { afterAll, expect, it } from "vitest";
import { csvText, planText, pushBatches } from "./kill-plan.ts";
import {
  signalGroup,
  spawnMilepost,
  startMilepost,
  temporaryFolder,
} from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

const KILLS = 20;
const LONGEST_LIFE_MS = 700;
const LONGEST_START_MS = 1500;
const EVENTS_PER_BATCH = 10;
/** As long as a busy machine takes; what is not there then never comes. */
const VISIBLE_WITHIN_MS = 120_000;
const ASKED_EVERY_MS = 50;
const SEED = Number(process.env["MILEPOST_KILL_SEED"] ?? Date.now() % 1_000_000);

const plain = temporaryFolder();
const killed = temporaryFolder();
const files = temporaryFolder();
afterAll(() => [plain, killed, files].forEach((folder) => folder.remove()));

const batches = pushBatches(EVENTS_PER_BATCH);
const csvLines = csvText().trimEnd().split("\n");
const random = seededRandom(SEED);

it(`B-02: killing the whole process tree at ${KILLS} random moments of a load changes no table (seed ${SEED})`, async () => {
  const expected = await loadUninterrupted();
  const load = { nextBatch: 0 };
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const struck = kill % 5 === 0 ? await killWhileStarting() : await killWhileLoading(load, kill);
    process.stdout.write(`kill ${kill} of ${KILLS} ${struck}\n`);
  }
  const survivor = await startMilepost({ dataDir: killed.path, env: { MILEPOST_DEMO: "0" } });
  await finishLoad(survivor, load);
  const actual = await checksums(survivor, expected["observations"]?.rows ?? "0");
  await survivor.stop();
  expect(actual).toEqual(expected);
}, 300_000);

async function loadUninterrupted(): Promise<Checksums> {
  const running = await startMilepost({ dataDir: plain.path, env: { MILEPOST_DEMO: "0" } });
  await finishLoad(running, { nextBatch: 0 });
  const sums = await checksums(running, String(csvLines.length - 1 + batches.length * EVENTS_PER_BATCH));
  await running.stop();
  return sums;
}

/** Applies the plan, pulls the whole file and pushes what no answer came for. */
async function finishLoad(running: RunningMilepost, load: { nextBatch: number }): Promise<void> {
  writeShare(1);
  await applyPlan(running.url);
  await pull(running.url);
  await push(running.url, load, batches.length);
}

async function killWhileStarting(): Promise<string> {
  const { child, exited } = spawnMilepost({ dataDir: killed.path, env: { MILEPOST_DEMO: "0" } });
  const life = Math.round(random() * LONGEST_START_MS);
  await new Promise((resolve) => setTimeout(resolve, life));
  signalGroup(child, "SIGKILL");
  await exited;
  return `struck ${life} ms after the process was started`;
}

async function killWhileLoading(load: { nextBatch: number }, kill: number): Promise<string> {
  const running = await startMilepost({ dataDir: killed.path, env: { MILEPOST_DEMO: "0" } });
  writeShare(kill / KILLS);
  await applyPlan(running.url);
  const life = Math.round(random() * LONGEST_LIFE_MS);
  const strike = setTimeout(() => running.signal("SIGKILL"), life);
  const pulling = pull(running.url).then(
    () => "after the pull",
    () => "during the pull",
  );
  const pushing = push(running.url, load, Math.ceil((batches.length * kill) / KILLS)).catch(() => undefined);
  const [pulled] = await Promise.all([pulling, pushing, running.exited]);
  clearTimeout(strike);
  return `struck ${life} ms into the load, ${pulled}, ${load.nextBatch} of ${batches.length} batches acknowledged`;
}

/** The file as it stands when this share of its days is written. */
function writeShare(share: number): void {
  const lines = csvLines.slice(0, 1 + Math.ceil((csvLines.length - 1) * share));
  writeFileSync(join(files.path, "load.csv"), `${lines.join("\n")}\n`);
}

async function applyPlan(url: string): Promise<void> {
  const planFile = join(files.path, "plan.yaml");
  writeFileSync(planFile, planText());
  const headers = { "content-type": "application/yaml", "milepost-plan-file": planFile };
  const answer = await fetch(`${url}/v1/plans`, { method: "POST", headers, body: planText() });
  expect(answer.status, await answer.text()).toBe(200);
}

async function pull(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/connectors/load/runs`, { method: "POST" });
  const run = (await answer.json()) as { status: string };
  expect(run.status, JSON.stringify(run)).toBe("succeeded");
}

async function push(url: string, load: { nextBatch: number }, until: number): Promise<void> {
  const headers = { "content-type": "application/cloudevents-batch+json" };
  while (load.nextBatch < until) {
    const body = batches[load.nextBatch] ?? "[]";
    const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body });
    expect(answer.ok, await answer.text()).toBe(true);
    load.nextBatch += 1;
  }
}

type Checksums = Readonly<Record<string, { readonly rows: string; readonly sum: string }>>;

const CHECKED: Readonly<Record<string, string>> = {
  observations:
    "SELECT kpi, series, kind, period_start, period_end, value, unit, kpi_version, completeness FROM observations",
  "history of pushed events":
    "SELECT kpi, series, kind, period_start, source, event_id, value, unit, completeness, time, known_at FROM observations_history WHERE kpi LIKE 'pushed-%'",
  "how often each pulled value was said":
    "SELECT kpi, series, kind, period_start, count() FROM observations_history WHERE kpi LIKE 'pulled-%' GROUP BY ALL",
  conflicts: "SELECT kpi, series, period_start FROM conflicts",
  dead_letters: "SELECT reason FROM dead_letters",
};

/** Row counts and checksums of business columns, once all rows are visible. */
async function checksums(running: RunningMilepost, expectedRows: string): Promise<Checksums> {
  const client = createClient({ url: running.sqlUrl, database: "milepost" });
  const deadline = performance.now() + VISIBLE_WITHIN_MS;
  const measure = async (select: string): Promise<{ rows: string; sum: string }> => {
    const query = `SELECT toString(count()) AS rows, toString(sum(cityHash64(*))) AS sum FROM (${select})`;
    const result = await client.query({ query, format: "JSONEachRow" });
    return (await result.json<{ rows: string; sum: string }>())[0] ?? { rows: "0", sum: "0" };
  };
  while ((await measure(CHECKED["observations"] ?? "")).rows !== expectedRows && performance.now() < deadline)
    await delay(ASKED_EVERY_MS);
  const entries = await Promise.all(
    Object.entries(CHECKED).map(async ([name, select]) => [name, await measure(select)] as const),
  );
  await client.close();
  return Object.fromEntries(entries);
}

/** Mulberry32: a small generator whose seed is printed, so that a failure can be repeated. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
