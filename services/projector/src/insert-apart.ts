import type { LogRecord } from "@milepost/event-log";
import { isBadRowError } from "@milepost/store/clickhouse-errors";
import type { ProjectionTarget } from "./projection-target.ts";

/** An insert carries at most this many characters of JSON; the engine holds it in memory. */
const INSERT_MAX_CHARACTERS = 8 * 1024 * 1024;

/** A record that could not be processed. */
export interface PoisonRecord {
  readonly record: LogRecord;
  readonly code: string;
  readonly reason: string;
}

/** A row as a JSON line, with the record that it comes from. */
export interface RecordLine {
  readonly line: string;
  readonly record: LogRecord;
}

/** Inserts lines into a table, in parts that are not too large; those that the database refuses are found by halving. */
export async function insertApart(
  table: string,
  lines: readonly RecordLine[],
  target: ProjectionTarget,
): Promise<readonly PoisonRecord[]> {
  const poison: PoisonRecord[] = [];
  for (const part of partsOf(lines)) poison.push(...(await insertHalving(table, part, target)));
  return poison;
}

async function insertHalving(
  table: string,
  lines: readonly RecordLine[],
  target: ProjectionTarget,
): Promise<readonly PoisonRecord[]> {
  const [first] = lines;
  if (first === undefined) return [];
  const startedAt = Date.now();
  try {
    await target.store.insert(
      `${target.base}.${table}`,
      lines.map(({ line }) => line),
    );
    const records = lines.map(({ record }) => record);
    target.onInserted?.({ table, records, startedAt, endedAt: Date.now() });
    return [];
  } catch (error) {
    if (!isBadRowError(error)) throw error;
    if (lines.length === 1) return [{ record: first.record, code: "row_refused", reason: messageOf(error) }];
    const middle = Math.ceil(lines.length / 2);
    const left = await insertHalving(table, lines.slice(0, middle), target);
    return [...left, ...(await insertHalving(table, lines.slice(middle), target))];
  }
}

function* partsOf(lines: readonly RecordLine[]): Iterable<readonly RecordLine[]> {
  let part: RecordLine[] = [];
  let characters = 0;
  for (const line of lines) {
    if (characters + line.line.length > INSERT_MAX_CHARACTERS && part.length > 0) {
      yield part;
      part = [];
      characters = 0;
    }
    part.push(line);
    characters += line.line.length;
  }
  yield part;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
