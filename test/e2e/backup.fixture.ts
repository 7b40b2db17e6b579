import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { observationEvent, planFile } from "@milepost/testkit";
import { spawnMilepost, startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";
import { expect } from "vitest";

const BIN = join(import.meta.dirname, "..", "..", "libs", "cli", "bin", "milepost.mjs");
const RETRY_MS = 50;
/** A request that is not answered by then was cut off with its process. */
const REQUEST_MS = 20_000;

/** What a command said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Folders, processes and files of one test. */
export interface Place {
  /** Where commands run. */
  readonly path: string;
  /** Starts Milepost on a data folder of this name. */
  start(name: string, env?: Readonly<Record<string, string>>): Promise<RunningMilepost>;
  /** Starts one that is to die at a step before it could serve; resolves with the signal that ended it. */
  startDying(name: string, killAt: string): Promise<string | null>;
  spawnCli(url: string, args: readonly string[]): ChildProcess;
  /** Runs a command as a person does. */
  milepost(url: string, ...args: readonly string[]): Promise<Ended>;
  /** Names of its files that look like backups. */
  archives(): readonly string[];
  /** Names of files that are not whole yet, and say so. */
  partials(): readonly string[];
  /** Ends every process and removes everything. */
  close(): Promise<void>;
}

/** An empty folder to run Milepost and its command in. */
export function openPlace(): Place {
  const folder = temporaryFolder();
  const running: RunningMilepost[] = [];
  const files = (): readonly string[] => readdirSync(folder.path);
  const spawnCli: Place["spawnCli"] = (url, args) =>
    spawn(process.execPath, [BIN, ...args], {
      cwd: folder.path,
      env: { ...process.env, MILEPOST_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    path: folder.path,
    start: async (name, env = {}) => {
      const one = await startMilepost({
        dataDir: join(folder.path, name),
        env: { MILEPOST_DEMO: "0", ...env },
      });
      running.push(one);
      return one;
    },
    startDying: async (name, killAt) => {
      const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: killAt };
      const { child, exited } = spawnMilepost({ dataDir: join(folder.path, name), env });
      await exited;
      return child.signalCode;
    },
    spawnCli,
    milepost: async (url, ...args) => {
      const child = spawnCli(url, args);
      const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
      const { stdout, stderr } = child;
      if (stdout === null || stderr === null) throw new Error("no pipes");
      const [out, err, code] = await Promise.all([text(stdout), text(stderr), exited]);
      return { code, out, err };
    },
    archives: () => files().filter((name) => name.endsWith(".tar")),
    partials: () => files().filter((name) => name.includes(".partial-")),
    close: async () => {
      for (const one of running.splice(0)) {
        one.signal("SIGKILL");
        await one.exited;
      }
      folder.remove();
    },
  };
}

/** Without goals nothing is assessed: then a deployment says nothing by itself, and what is compared stands still. */
const PLAN = JSON.stringify({ ...planFile(), goals: {}, scorecards: {} });

/** Posts a plan, and so many values from the given one on, each with an id of its own. */
export async function fill(url: string, count: number, from = 0): Promise<void> {
  const plan = {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body: PLAN,
  };
  expect((await fetch(`${url}/v1/plans`, plan)).status).toBe(200);
  const lines = Array.from({ length: count }, (_, index) => JSON.stringify(event(from + index)));
  const headers = { "content-type": "application/x-ndjson" };
  const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body: lines.join("\n") });
  expect(answer.status).toBe(202);
}

/** Values of twenty years' months, again and again. */
export function event(index: number): Record<string, unknown> {
  const period = `${2000 + (Math.floor(index / 12) % 20)}-${String((index % 12) + 1).padStart(2, "0")}`;
  return observationEvent({
    event: { id: `e${index}`, time: new Date(Date.UTC(2025, 0, 1) + index * 1_000).toISOString() },
    data: { period, value: `${index}` },
  });
}

/** A client that posts one event after the other, and again whatever was not accepted. */
export interface PostingClient {
  /** Events that were accepted so far. */
  accepted(): number;
  stop(): Promise<number>;
}

/** Posts events from the given one on until it is stopped. */
export function postThroughout(url: string, from: number): PostingClient {
  let stopped = false;
  let accepted = 0;
  const run = async (): Promise<number> => {
    while (!stopped) {
      await postUntilAccepted(url, event(from + accepted));
      accepted += 1;
    }
    return accepted;
  };
  const posting = run();
  posting.catch(() => undefined);
  return {
    accepted: () => accepted,
    stop: () => {
      stopped = true;
      return posting;
    },
  };
}

/** Posts an event, and again while it is refused as retryable, or nobody answers. */
export async function postUntilAccepted(url: string, one: Record<string, unknown>): Promise<void> {
  for (;;) {
    const request = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(one),
      signal: AbortSignal.timeout(REQUEST_MS),
    };
    const status = await fetch(`${url}/v1/events`, request).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 202) return;
    // Refused as retryable, or nobody listens while everything is opened again.
    if (status !== 503 && status !== 0) throw new Error(`answered ${status}`);
    await delay(RETRY_MS);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Rows as a BI tool reads them, from a Milepost or from the address of its SQL interface. */
export async function rowsOf(
  from: Pick<RunningMilepost, "said"> | string,
  sql: string,
): Promise<readonly Row[]> {
  const said = typeof from === "string" ? "" : from.said();
  // Opened again it may listen elsewhere.
  const [, found] = [...said.matchAll(/SQL for BI\s+(http:\/\/\S+?)\/?\s/g)].at(-1) ?? [];
  const address = new URL(typeof from === "string" ? from : (found ?? ""));
  address.search = "database=milepost&output_format_json_quote_64bit_integers=0";
  const answer = await fetch(address, { method: "POST", body: `${sql} FORMAT JSONEachRow` });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(body);
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

/** Events that are in the tables, and rows that they made: more rows are events that came twice. */
export async function eventsIn(one: RunningMilepost): Promise<unknown> {
  const sql = "SELECT uniqExact(source, event_id) AS events, count() AS rows FROM observations_history";
  return (await rowsOf(one, sql).catch(() => [{ events: -1 }]))[0];
}

/** Every row of every public table, with every column; only what a deployment did to itself is left out. */
export async function tablesOf(one: RunningMilepost): Promise<Readonly<Record<string, readonly Row[]>>> {
  const named = await rowsOf(
    one,
    "SELECT table, groupArray(name) AS columns FROM system.columns WHERE database = 'milepost' AND table NOT IN ('rebuilds', 'pipeline', 'canaries') AND name NOT IN ('complete_up_to', 'age_seconds', 'freshness') AND table NOT LIKE '%\\_as\\_of' GROUP BY table ORDER BY table",
  );
  const tables: Record<string, readonly Row[]> = {};
  for (const { table, columns } of named as readonly { table: string; columns: readonly string[] }[]) {
    const list = columns.join(", ");
    tables[table] = await rowsOf(one, `SELECT ${list} FROM ${table} ORDER BY toString(tuple(${list}))`);
  }
  return tables;
}
