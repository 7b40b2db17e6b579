import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { verifyBackup } from "@milepost/backup/verify-backup";
import type { MilepostEvent, Position, Topic } from "@milepost/contracts";
import { CANARY_KPI, TOPICS } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import { observationEvent, planFile } from "@milepost/testkit";
import { logFolder } from "./deployment-under-test.fixture.ts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const POLL_MS = 20;
/** Columns that say where something stands in the log; they are equal only where the partitions are. */
const PLACES =
  /^(log_(topic|partition|offset)|(old|accepted)_log_offset|inputs_position|version|rebuild|dead_letter|partition|offset|replacement_(partition|offset)|resolution_event)$/;

/** What says how complete it is at the moment. */
const MOMENTARY = /^(complete_up_to|age_seconds|freshness)$/;

/**
 * Everything that BI tools see of a deployment, view by view, without its places in the log, and without what it says of
 * itself at the moment.
 */
export async function whatIsShown(under: DeploymentUnderTest): Promise<Readonly<Record<string, unknown>>> {
  const { store } = under.embedded;
  const columns = await store.query<{ table: string; name: string }>({
    name: "columns",
    sql: `SELECT table, name FROM system.columns WHERE database = '${store.database}' AND table NOT IN ('rebuilds', 'pipeline', 'canaries') AND table NOT LIKE '%_as_of' ORDER BY table, position`,
    params: {},
  });
  const shown: Record<string, unknown> = {};
  for (const [table, all] of Map.groupBy(columns, (column) => column.table)) {
    const names = all.map(({ name }) => name).filter((name) => !PLACES.test(name) && !MOMENTARY.test(name));
    const list = names.join(", ");
    const sql = `SELECT ${list} FROM ${table} ORDER BY toString(tuple(${list}))`;
    shown[table] = await store.query({ name: table, sql, params: {} });
  }
  return shown;
}

/**
 * The texts of every record but the canary's, topic by topic, in no order; each once, for a projector that meets a poison record again says
 * so again.
 */
export async function whatStands({
  embedded: { log },
}: DeploymentUnderTest): Promise<ReadonlyMap<Topic, readonly string[]>> {
  const texts = new Map<Topic, readonly string[]>();
  for (const topic of TOPICS) {
    const found: string[] = [];
    for (let partition = 0; partition < log.partitions[topic]; partition += 1) {
      for await (const records of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER }))
        found.push(...records.filter(({ key }) => !key.startsWith(CANARY_KPI)).map(({ text }) => text));
    }
    texts.set(topic, [...new Set(found)].toSorted());
  }
  return texts;
}

/** The recorded log of version 1: one line a record, every event type among them. */
export function recordedLog(): readonly NewRecord[] {
  const file = join(import.meta.dirname, "../../../test/e2e/fixtures/recorded-log-v1.jsonl");
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as NewRecord);
}

/** Fills a deployment with everything that it can hold: also duplicates, conflicts, letters, notes and what became of them. */
export async function fill(under: DeploymentUnderTest): Promise<void> {
  const { log, ingest } = under.embedded;
  await log.append(recordedLog());
  await ingest.applyPlan({ text: JSON.stringify(planFile()), actor: "ann" });
  const posted = Array.from({ length: 40 }, (_, index) => observation(`o${index}`, index));
  await post(under, posted);
  await post(under, [
    ...posted.slice(0, 3),
    { ...posted[3], data: { ...DATA, period: "2011-01", value: "7" } },
  ]);
  const note = { about: "o1", person: "ann", text: "Späte Lieferung — see the call" };
  const envelope = { specversion: "1.0", source: "//test", time: "2026-10-01T06:00:00Z" };
  const event = { ...envelope, id: "note-1", type: "milepost.note.recorded.v1", data: note } as MilepostEvent;
  await log.append([{ topic: "people", key: "o1", event }]);
  const buried = [
    observation("dead-1", 1, "n/a"),
    observation("dead-2", 2, "n/a"),
  ] as unknown as MilepostEvent[];
  const placed = await log.append(
    buried.map((each) => ({ topic: "observations", key: "revenue/", event: each })),
  );
  await under.caughtUp();
  const [first] = placed.map(({ partition, offset }) => `observations-${partition}-${offset}`);
  await under.call(`POST /v1/dead-letters/${first}/replays`, { event: observation("dead-1", 1, "5") });
  await under.caughtUp();
}

const DATA = { kpi: "revenue", kind: "actual" };
const TIME = "2014-01-02T06:00:00Z";

/** A value of one of three years' months; the recorded log has set the clock to 2014. */
export function observation(id: string, index: number, value = `${index}`): Record<string, unknown> {
  const month = String((index % 12) + 1).padStart(2, "0");
  const period = `${2011 + (Math.floor(index / 12) % 3)}-${month}`;
  return observationEvent({ event: { id, time: TIME }, data: { ...DATA, period, value } });
}

export async function post(under: DeploymentUnderTest, events: readonly unknown[]): Promise<void> {
  const answer = await under.call("POST /v1/events", events);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  await under.caughtUp();
}

/** A client that posts one observation after the other until it is stopped. */
export function postThroughout(under: DeploymentUnderTest): {
  readonly accepted: () => number;
  readonly stop: () => Promise<number>;
} {
  let [accepted, isStopped] = [0, false];
  const run = async (): Promise<number> => {
    for (; !isStopped; accepted += 1) {
      const answer = await under.call("POST /v1/events", [observation(`live-${accepted}`, accepted)]);
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    }
    return accepted;
  };
  const posting = run();
  posting.catch(() => undefined);
  return {
    accepted: () => accepted,
    stop: () => {
      isStopped = true;
      return posting;
    },
  };
}

/** Everything that stands below a position, each partition in its order. */
export async function recordsBelow(
  { embedded: { log } }: DeploymentUnderTest,
  position: Position,
): Promise<readonly NewRecord[]> {
  const found: NewRecord[] = [];
  for (const [place, to] of Object.entries(position)) {
    const [topic, partition] = place.split("/") as [Topic, string];
    for await (const records of log.read({ topic, partition: Number(partition), from: 0, to }))
      found.push(...records.map(({ key, value }) => ({ topic, key, event: value as MilepostEvent })));
  }
  return found;
}

/** Puts records into the log of a deployment that was never opened. */
export async function fillLog(dataDir: string, records: readonly NewRecord[]): Promise<void> {
  const log = await openEmbeddedLog({ dir: logFolder(dataDir), prefix: "milepost", logger: silentLogger() });
  await log.append(records);
  await log.close();
}

/** The position of the log that a backup says it is of. */
export async function positionOf(archive: Buffer): Promise<Position> {
  const { header } = await verifyBackup(Readable.from([archive]));
  return header.position;
}

/** Writes a backup over the API. */
export async function backupOf({ app }: DeploymentUnderTest, query = ""): Promise<Buffer> {
  const answer = await app.inject({
    method: "POST",
    url: `/v1/backups${query}`,
    headers: { host: "localhost" },
  });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.rawPayload;
}

/** Sends a backup to be restored, in pieces as a network does. */
export async function sendBackup({ app }: DeploymentUnderTest, archive: Buffer, query = ""): Promise<Answer> {
  const pieces = Array.from({ length: Math.ceil(archive.length / 65_536) }, (_, index) =>
    archive.subarray(index * 65_536, (index + 1) * 65_536),
  );
  const answer = await app.inject({
    method: "POST",
    url: `/v1/restores${query}`,
    headers: { host: "localhost", "content-type": "application/x-tar" },
    payload: Readable.from(pieces),
  });
  return { status: answer.statusCode, body: answer.json() };
}

/** Resolves once another generation than the deployment's own is live and none is being made. */
export async function untilNextIsLive(under: DeploymentUnderTest): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await under.call("GET /v1/generations");
    const { live, next } = body as { live: { generation: number }; next: { failure: string | null } | null };
    if (next?.failure !== null && next?.failure !== undefined) throw new Error(next.failure);
    if (live.generation !== under.embedded.log.generation && next === null) return body;
    await delay(POLL_MS);
  }
}
