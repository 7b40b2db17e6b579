import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openKafkaLog } from "@milepost/event-log/kafka-log";
import { silentLogger } from "@milepost/runtime";
import { difference } from "./compare.ts";
import type { Ask } from "./compare.ts";
import { readLog } from "./model/logged.ts";
import type { Stack } from "./stack.ts";

const ASKED_EVERY_MS = 150;
const ASK_TIMEOUT_MS = 30_000;

/** A deployment under test: its log and its tables, whatever becomes of its processes. */
export interface Deployment {
  readonly name: string;
  /** Settings of its services. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: EventLog;
  readonly ask: Ask;
  close(): Promise<void>;
}

/** Opens a topic prefix and a database of their own on a stack; `more` are settings of its services. */
export async function openFullDeployment(
  stack: Stack,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Deployment> {
  const log = await openKafkaLog({ brokers: [stack.kafka.url], prefix: name, logger: silentLogger() });
  const database = name.replaceAll("-", "_");
  return {
    name,
    env: {
      ...stack.env,
      MILEPOST_TOPIC_PREFIX: name,
      MILEPOST_DATABASE: database,
      KAFKA_SESSION_TIMEOUT_MS: SESSION_TIMEOUT_MS,
      ...more,
    },
    log,
    ask: askAt(() => stack.clickhouse.url, database),
    close: () => log.close(),
  };
}

/** Short, so that what a killed process held goes to the next one soon; long enough for a busy machine. */
const SESSION_TIMEOUT_MS = "3000";

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

/** Waits until everything in the log is in the tables, and gives what then still differs from the model; undefined: nothing. */
export async function settledDifference(
  { log, ask }: Pick<Deployment, "log" | "ask">,
  withinMs: number,
): Promise<string | undefined> {
  const deadline = performance.now() + withinMs;
  await untilCommitted(log, deadline);
  for (;;) {
    const found = await difference(await readLog(log), ask).catch((error: unknown) => String(error));
    if (found === undefined || performance.now() > deadline) return found;
    await delay(ASKED_EVERY_MS);
  }
}

async function untilCommitted(log: EventLog, deadline: number): Promise<void> {
  for (;;) {
    const [end, committed] = [await log.end(TOPICS), await log.committed(PROJECTOR_GROUP, TOPICS)];
    const behind = Object.entries(end).filter(([key, offset]) => (committed[key] ?? 0) < offset);
    if (behind.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`The projector stays behind: ${JSON.stringify(behind)}`);
    await delay(ASKED_EVERY_MS);
  }
}
