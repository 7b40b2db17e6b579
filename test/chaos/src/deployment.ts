import { setTimeout as delay } from "node:timers/promises";
import { FOLDS_GROUP, PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openKafkaLog } from "@milepost/event-log/kafka-log";
import { silentLogger } from "@milepost/runtime";
import { difference } from "./compare.ts";
import type { Ask } from "./compare.ts";
import { readLog } from "./model/logged.ts";
import type { IsWanted, Logged } from "./model/logged.ts";
import { OutOfTime } from "./out-of-time.ts";
import type { Stack } from "./stack.ts";

const ASKED_EVERY_MS = 150;
const ASK_TIMEOUT_MS = 120_000;

/** A deployment under test: its log and its tables, whatever becomes of its processes. */
export interface Deployment {
  readonly name: string;
  /** Settings of its services. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: EventLog;
  readonly ask: Ask;
  /** Opens the log again, in the generation that is live by now. */
  reopenLog(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a topic prefix and a database of their own on a stack; `more` are settings of its services. */
export async function openFullDeployment(
  stack: Stack,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Deployment> {
  const live = await openReopened(() =>
    openKafkaLog({ brokers: [stack.kafka.url], prefix: name, logger: silentLogger() }),
  );
  const database = name.replaceAll("-", "_");
  return {
    name,
    env: {
      ...stack.env,
      MILEPOST_TOPIC_PREFIX: name,
      MILEPOST_DATABASE: database,
      KAFKA_SESSION_TIMEOUT_MS: SESSION_TIMEOUT_MS,
      REDIS_JOB_LOCK_MS: JOB_LOCK_MS,
      ...more,
    },
    get log() {
      return live.log();
    },
    reopenLog: () => live.reopen(),
    ask: askAt(() => stack.clickhouse.url, database),
    close: () => live.log().close(),
  };
}

/** A log that can be opened again. */
export interface ReopenedLog {
  log(): EventLog;
  reopen(): Promise<void>;
}

/** Opens a log, and again where its next generation is live. */
export async function openReopened(open: () => Promise<EventLog>): Promise<ReopenedLog> {
  let log = await open();
  return {
    log: () => log,
    reopen: async () => {
      await log.close();
      log = await open();
    },
  };
}

/** Short, so that what a killed process held goes to the next one soon; long enough for a busy machine. */
const SESSION_TIMEOUT_MS = "2000";
const JOB_LOCK_MS = "2000";

/** Asks the ClickHouse at an address. */
export function askAt(url: () => string, database: string): Ask {
  return async (sql) => {
    const text = await send(url(), database, `${sql} FORMAT JSONEachRow`);
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
}

/** Has ClickHouse do something, as the writer that the address names. */
export async function command(url: string, database: string, sql: string): Promise<void> {
  await send(url, database, sql);
}

async function send(url: string, database: string, body: string): Promise<string> {
  const address = new URL(url);
  const { username, password } = address;
  Object.assign(address, { username: "", password: "" });
  const signIn = username === "" ? {} : { user: username, password };
  address.search = new URLSearchParams({ ...signIn, database }).toString();
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  const answer = await fetch(address, { method: "POST", body, signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** What takes longer than this is not waited for, however much is still changing. */
const LONGEST_SETTLING_MS = 1_800_000;

/**
 * Waits until everything in the log is in the tables, and gives what still differs from the model once nothing has
 * changed for so long; undefined: nothing differs. While it changes, the machine is only slow.
 */
export async function settledDifference(
  { log, ask }: Pick<Deployment, "log" | "ask">,
  stillForMs: number,
  { model = difference, isWanted }: Compared = {},
): Promise<string | undefined> {
  await untilCommitted(log, stillForMs);
  return untilStill(
    async () => model(await readLog(log, isWanted), ask).catch((error: unknown) => String(error)),
    stillForMs,
  );
}

/** What is compared; default: every public table but `assessments` and `alerts` with the whole log. */
export interface Compared {
  readonly model?: Model;
  readonly isWanted?: IsWanted;
}

/** Compares tables with what the log says. */
export type Model = (logged: readonly Logged[], ask: Ask) => Promise<string | undefined>;

/** Asks again until the answer is undefined, or the same one for so long. */
async function untilStill(
  look: () => Promise<string | undefined>,
  stillForMs: number,
): Promise<string | undefined> {
  const began = performance.now();
  let since = began;
  let last: string | undefined;
  for (;;) {
    const found = await look();
    const now = performance.now();
    if (found === undefined) return undefined;
    if (found !== last) [last, since] = [found, now];
    else if (now - since > stillForMs) return found;
    if (now - began > LONGEST_SETTLING_MS) throw new OutOfTime(`The tables never come to rest: ${found}`);
    await delay(ASKED_EVERY_MS);
  }
}

async function untilCommitted(log: EventLog, stillForMs: number): Promise<void> {
  const behind = await untilStill(async () => {
    const end = await log.end(TOPICS);
    const [rows, folded] = [
      await log.committed(PROJECTOR_GROUP, TOPICS),
      await log.committed(FOLDS_GROUP, ["records"]),
    ];
    const missing = Object.entries(end).filter(
      ([key, offset]) =>
        (rows[key] ?? 0) < offset || (key.startsWith("records/") && (folded[key] ?? 0) < offset),
    );
    return missing.length === 0 ? undefined : JSON.stringify({ missing, rows, folded });
  }, stillForMs);
  if (behind !== undefined) throw new OutOfTime(`The projector or the folds stay behind: ${behind}`);
}
