import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { MilepostEvent } from "@milepost/contracts";
import type { Host } from "../hosts/host.ts";
import { openGoal } from "../load/assessed.ts";
import { pulledFile, pulledKpi } from "../load/plan.ts";
import type { Dice } from "../random.ts";
import { backUp, backupProblem, generationProblem, nextGeneration } from "./backup-act.ts";
import type { Run } from "./feed.ts";
import type { KillArea } from "./kill-table.ts";
import { OutOfTime } from "../out-of-time.ts";

/** What makes a process of an area work, so that it comes to its steps: called again and again until the process is dead. */
export type Act = () => Promise<void>;

/** A run, and the end of the process that acts. */
export interface ActingRun extends Pick<Run, "name" | "dice"> {
  readonly died?: Promise<unknown>;
}

/** Puts a record into the log that no projector can read; resolves with its dead letter's id. */
export async function appendPoison(host: Pick<Host, "log">, run: string): Promise<string> {
  const event = {
    specversion: "1.0",
    id: `${run}-poison-${randomUUID()}`,
    source: "//chaos/a",
    type: "milepost.observation.recorded.v1",
    time: "2026-01-10T06:00:00.000Z",
    recordedtime: "2026-01-10T06:00:00.000Z",
    actor: "chaos",
    data: { kpi: `${run}-orders`, series: {}, period: "no period", kind: "actual", value: "1" },
  };
  const [placed] = await host.log.append([
    { topic: "observations", key: `${run}-orders/`, event: event as unknown as MilepostEvent },
  ]);
  return `observations-${placed?.partition}-${placed?.offset}`;
}

/** What drives the steps of an area besides the events that are posted all the while; `died` is the end of its process. */
export function actOf(area: KillArea, host: Host, { name, dice, died }: ActingRun): Act {
  switch (area) {
    case "rebuild":
      return () => beginRebuild(host);
    case "connector-run":
      return async () => {
        writeMonths(host, name, dice);
        await command(host.eventsUrl, `/v1/connectors/${name}-file/runs`);
      };
    case "dead-letters":
      return replayLetters(host, name);
    case "review":
      return report(host, name);
    case "assessment":
    case "lead":
    case "lesson":
    case "delivery":
      return async () => void (await command(host.assessmentsUrl, "/v1/assessments"));
    case "backup":
      return backUp(host, name);
    case "generation":
      return nextGeneration(host, died ?? new Promise(() => undefined));
    case "projector":
    case "derive":
    case "fold":
      return async () => undefined;
  }
}

const MONTHS = 12;
const REPLAYED_WITHIN_MS = 20_000;
const COMMAND_TIMEOUT_MS = 30_000;

/** The source of a run's connector changes its values. */
function writeMonths({ dataDir }: Host, run: string, dice: Dice): void {
  const lines = Array.from(
    { length: MONTHS },
    (_, month) => `2025-${String(month + 1).padStart(2, "0")},${dice.roll(5)}`,
  );
  const file = join(dataDir, "inbox", pulledFile(run));
  // A connector never sees half a file.
  writeFileSync(`${file}.new`, ["month,value", ...lines, ""].join("\n"));
  renameSync(`${file}.new`, file);
}

/** Resolves with the status of the answer; undefined where none came: the process may be dying. */
async function command(url: string, path: string, body: unknown = {}): Promise<number | undefined> {
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(COMMAND_TIMEOUT_MS);
  try {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal,
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** Reports one thing after the other that concerns an open goal of the run. */
function report(host: Host, run: string): Act {
  let number = 0;
  return async () => {
    number += 1;
    await command(host.eventsUrl, "/v1/events", {
      specversion: "1.0",
      id: `${run}-report-${number}`,
      source: "//chaos/market",
      type: "milepost.external.reported.v1",
      time: new Date().toISOString(),
      data: { kind: "competitor-launch", title: `Rival ${number}`, goals: [openGoal(run)] },
    });
  };
}

/** Has one dead letter after the other replayed. */
function replayLetters(host: Host, run: string): Act {
  let letter: string | undefined;
  return async () => {
    letter ??= await appendPoison(host, run);
    if (await replayLetter(host, letter, run)) letter = undefined;
  };
}

/** True once a dead letter is replayed, corrected; until it is visible there is none, and a dying process does not answer. */
async function replayLetter({ eventsUrl }: Host, letter: string, run: string): Promise<boolean> {
  const event = {
    specversion: "1.0",
    type: "milepost.observation.recorded.v1",
    time: "2026-01-10T06:00:00.000Z",
    data: { kpi: `${run}-orders`, period: "2025-05", kind: "actual", value: "12.5" },
  };
  const deadline = performance.now() + REPLAYED_WITHIN_MS;
  for (;;) {
    const status = await command(eventsUrl, `/v1/dead-letters/${letter}/replays`, { event });
    if (status === 201) return true;
    if (status === undefined || performance.now() > deadline) return false;
    await delay(REBUILD_ASKED_EVERY_MS);
  }
}

/** Ends what a run's processes may have left undone, and tells what the tables then do not say; undefined: nothing. */
export async function finishRun(host: Host, run: string, area: KillArea): Promise<string | undefined> {
  if (area === "connector-run") return finishPull(host, run);
  if (area === "backup") return backupProblem(host, run);
  if (area === "generation") return generationProblem(host);
  if (area === "assessment") return emptyAssessments(host, run);
  const follows = FOLLOWS[area];
  if (follows !== undefined) return nothingFollowed(host, follows);
  if (area !== "dead-letters") return undefined;
  const open = await host.ask(
    `SELECT dead_letter FROM dead_letters WHERE status = 'open' AND payload LIKE '%${run}-poison%'`,
  );
  for (const row of open) await replayLetter(host, String(row["dead_letter"]), run);
  const left = await host.ask(
    `SELECT dead_letter FROM dead_letters WHERE status = 'open' AND payload LIKE '%${run}-poison%'`,
  );
  return left.length === 0 ? undefined : `${left.length} dead letters of ${run} stay open`;
}

/** Assessments without any chance would agree with everything: each run's hopeless goal has some, and its owner was told. */
async function emptyAssessments({ ask }: Host, run: string): Promise<string | undefined> {
  const [row] = await ask(
    `SELECT countIf(p_hit IS NOT NULL) AS chances, (SELECT countIf(delivered_at IS NOT NULL) FROM alerts WHERE goal = '${run}-missed') AS told FROM assessments WHERE goal = '${run}-missed'`,
  );
  const [chances, told] = [Number(row?.["chances"]), Number(row?.["told"])];
  return chances >= 2 && told === 1
    ? undefined
    : `${run}: ${chances} chances are known, ${told} alerts were told`;
}

/** Tables of what follows from assessments: the model says what must be in them, here something must. */
const FOLLOWS: Partial<Readonly<Record<KillArea, string>>> = {
  review: "reviews",
  lead: "lead_tests",
  lesson: "forecaster_lessons",
  delivery: "alert_deliveries",
};

async function nothingFollowed({ ask }: Host, table: string): Promise<string | undefined> {
  const [row] = await ask(`SELECT count() AS count FROM ${table}`);
  return Number(row?.["count"]) > 0 ? undefined : `${table} is empty`;
}

/** Pulls the file once more: what counts must then be what the file says, whatever was pulled half before. */
async function finishPull(host: Host, run: string): Promise<string | undefined> {
  const status = await command(host.eventsUrl, `/v1/connectors/${run}-file/runs`);
  const wanted = readFileSync(join(host.dataDir, "inbox", pulledFile(run)), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const deadline = performance.now() + REPLAYED_WITHIN_MS;
  for (;;) {
    const rows = await host.ask(
      `SELECT concat(period_label, ',', toString(value)) AS line FROM observations WHERE kpi = '${pulledKpi(run)}' ORDER BY period_label`,
    );
    const shown = rows.map((row) => String(row["line"]));
    if (shown.join(" ") === wanted.join(" ")) return undefined;
    if (performance.now() > deadline)
      return `${run}: pulled (${status}) ${wanted.join(" ")}, shown ${shown.join(" ")}`;
    await delay(REBUILD_ASKED_EVERY_MS);
  }
}

interface RebuildItem {
  readonly rebuild: string;
  readonly state: string;
  readonly differed: boolean | null;
}

const ENDED: ReadonlySet<string> = new Set(["done", "dropped"]);

/** Goes on with the open rebuild, or begins one; answers do not matter: the process may be dying. */
async function beginRebuild({ rebuildsUrl }: Host): Promise<void> {
  const open = (await listRebuilds(rebuildsUrl)).find(({ state }) => !ENDED.has(state));
  const path = open === undefined ? "/v1/rebuilds" : `/v1/rebuilds/${open.rebuild}/resume`;
  const answer = await fetch(`${rebuildsUrl}${path}`, { method: "POST" }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
}

async function listRebuilds(url: string): Promise<readonly RebuildItem[]> {
  const answer = await fetch(`${url}/v1/rebuilds`).catch(() => undefined);
  if (answer?.ok !== true) return [];
  return ((await answer.json()) as { readonly items: readonly RebuildItem[] }).items;
}

const REBUILD_ASKED_EVERY_MS = 200;
const REBUILD_WITHIN_MS = 180_000;

/** Brings every rebuild to its end and does one more; resolves with what that one found to differ, undefined: nothing. */
export async function rebuildDifference(host: Host): Promise<string | undefined> {
  const deadline = performance.now() + REBUILD_WITHIN_MS;
  await finishOpen(host, deadline);
  const known = new Set((await listRebuilds(host.rebuildsUrl)).map(({ rebuild }) => rebuild));
  const begun = await fetch(`${host.rebuildsUrl}/v1/rebuilds`, { method: "POST" });
  if (!begun.ok) return `no rebuild could be begun: ${await begun.text()}`;
  await begun.arrayBuffer();
  await finishOpen(host, deadline);
  const own = (await listRebuilds(host.rebuildsUrl)).find(({ rebuild }) => !known.has(rebuild));
  if (own?.state === "done" && own.differed === false) return undefined;
  const detail = await fetch(`${host.rebuildsUrl}/v1/rebuilds/${own?.rebuild}`);
  return `the rebuilt tables are not the live ones: ${await detail.text()}`;
}

async function finishOpen(host: Host, deadline: number): Promise<void> {
  for (;;) {
    const open = (await listRebuilds(host.rebuildsUrl)).find(({ state }) => !ENDED.has(state));
    if (open === undefined) return;
    if (performance.now() > deadline) throw new OutOfTime(`A rebuild does not end: ${JSON.stringify(open)}`);
    // Refused while an attempt is under way.
    const resumed = await fetch(`${host.rebuildsUrl}/v1/rebuilds/${open.rebuild}/resume`, { method: "POST" });
    await resumed.arrayBuffer();
    await delay(REBUILD_ASKED_EVERY_MS);
  }
}
