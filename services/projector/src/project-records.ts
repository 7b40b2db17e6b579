import { setImmediate } from "node:timers/promises";
import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import type { Store } from "@milepost/store";
import { isBadRowError } from "@milepost/store/clickhouse-errors";
import type { Row } from "./rows/row.ts";
import { insertPlain, plainBatchOf } from "./plain-batch.ts";
import type { OnInserted } from "./trace-inserts.ts";
import { readRecord } from "./rows/read-record.ts";

/** An insert carries at most this many characters of JSON; the engine holds it in memory. */
const INSERT_MAX_CHARACTERS = 8 * 1024 * 1024;

/** A record that could not be processed. */
export interface PoisonRecord {
  readonly record: LogRecord;
  readonly code: string;
  readonly reason: string;
}

/** What projecting some records gave; their rows are visible. */
export interface Projected {
  /** The valid events, except the plain observations. */
  readonly events: readonly { readonly event: MilepostEvent; readonly record: LogRecord }[];
  /** The KPIs of the plain observations. */
  readonly observed: ReadonlySet<string>;
  readonly poison: readonly PoisonRecord[];
  readonly rowCount: number;
}

/** Where rows go. */
export interface InsertTarget {
  readonly store: Store;
  readonly base: string;
  readonly onInserted?: OnInserted | undefined;
}

interface RecordRow extends Row {
  readonly record: LogRecord;
}

/** An insert takes at most this many plain observations; the next ones are read while it is under way. */
const INSERT_MAX_RECORDS = 10_000;

/**
 * Inserts the rows of some records, one insert a table (more where it would grow too large). A row that the database
 * refuses is searched for by halving and set aside with its record; every other error rejects, and the same records may come again.
 */
export async function projectRecords(
  records: readonly LogRecord[],
  target: InsertTarget,
): Promise<Projected> {
  const parts: Promise<Projected>[] = [];
  for (let from = 0; from < records.length; from += INSERT_MAX_RECORDS) {
    const part = projectPart(records.slice(from, from + INSERT_MAX_RECORDS), target);
    // A refusal is thrown below, where all parts are waited for.
    part.catch(() => undefined);
    parts.push(part);
    // The insert must be on its way before the next part is read, which takes this thread.
    await setImmediate();
  }
  const projected = await Promise.all(parts);
  return {
    events: projected.flatMap(({ events }) => events),
    observed: new Set(projected.flatMap(({ observed }) => [...observed])),
    poison: projected.flatMap(({ poison }) => poison),
    rowCount: projected.reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

async function projectPart(records: readonly LogRecord[], target: InsertTarget): Promise<Projected> {
  const batch = plainBatchOf(records);
  const isInserted = await insertPlain(batch, target);
  const projected = await projectEvents(isInserted ? batch.others : records, target);
  const rowCount = projected.rowCount + (isInserted ? batch.plain.length : 0);
  return { ...projected, observed: batch.kpis, rowCount };
}

async function projectEvents(
  records: readonly LogRecord[],
  target: InsertTarget,
): Promise<Omit<Projected, "observed">> {
  const events: { event: MilepostEvent; record: LogRecord }[] = [];
  const poison: PoisonRecord[] = [];
  const tables = new Map<string, RecordRow[]>();
  let rowCount = 0;
  for (const record of records) {
    const read = readRecord(record);
    if (!read.ok) {
      poison.push({ record, code: read.code, reason: read.reason });
      continue;
    }
    events.push({ event: read.event, record });
    for (const { table, line } of read.rows) {
      rowCount += 1;
      const rows = tables.get(table);
      if (rows === undefined) tables.set(table, [{ table, line, record }]);
      else rows.push({ table, line, record });
    }
  }
  for (const rows of tables.values()) {
    for (const part of partsOf(rows)) poison.push(...(await insertApart(part, target)));
  }
  return { events, poison, rowCount };
}

async function insertApart(
  rows: readonly RecordRow[],
  target: InsertTarget,
): Promise<readonly PoisonRecord[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const startedAt = Date.now();
  try {
    await target.store.insert(
      `${target.base}.${first.table}`,
      rows.map(({ line }) => line),
    );
    const records = rows.map(({ record }) => record);
    target.onInserted?.({ table: first.table, records, startedAt, endedAt: Date.now() });
    return [];
  } catch (error) {
    if (!isBadRowError(error)) throw error;
    if (rows.length === 1) return [{ record: first.record, code: "row_refused", reason: messageOf(error) }];
    const middle = Math.ceil(rows.length / 2);
    const left = await insertApart(rows.slice(0, middle), target);
    return [...left, ...(await insertApart(rows.slice(middle), target))];
  }
}

function* partsOf(rows: readonly RecordRow[]): Iterable<readonly RecordRow[]> {
  let part: RecordRow[] = [];
  let characters = 0;
  for (const row of rows) {
    if (characters + row.line.length > INSERT_MAX_CHARACTERS && part.length > 0) {
      yield part;
      part = [];
      characters = 0;
    }
    part.push(row);
    characters += row.line.length;
  }
  yield part;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
