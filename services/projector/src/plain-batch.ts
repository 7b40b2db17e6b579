import type { LogRecord } from "@milepost/event-log";
import { isBadRowError } from "@milepost/store/clickhouse-errors";
import { createRowBinaryWriter } from "@milepost/store/row-binary";
import type { ProjectionTarget } from "./projection-target.ts";
import { isCanary } from "./rows/canary-rows.ts";
import { OBSERVATION_COLUMNS, writeObservation } from "./rows/observation-bytes.ts";
import { readPlainObservation } from "./rows/plain-observation.ts";

/** One insert takes at most so many records, and so many bytes of their rows; the next are read while it is under way. */
const INSERT_MAX_RECORDS = 10_000;
const INSERT_MAX_BYTES = 8 * 1024 * 1024;

/** Records from the front of a batch, parted into plain observations, written already, and what must be read the long way. */
export interface PlainBatch {
  readonly plain: readonly LogRecord[];
  /** Rows of the plain ones, one after the other. */
  readonly bytes: Uint8Array;
  /** Where each of those rows ends. */
  readonly ends: readonly number[];
  /** KPIs of the plain ones that something is derived from: nothing is from what a source forecasts. */
  readonly kpis: ReadonlySet<string>;
  readonly others: readonly LogRecord[];
  /** How many records it took. */
  readonly taken: number;
}

/** Parts records from `from` on, as many as one insert takes. */
export function plainBatchOf(records: readonly LogRecord[], build: number, from = 0): PlainBatch {
  const writer = createRowBinaryWriter();
  const plain: LogRecord[] = [];
  const ends: number[] = [];
  const others: LogRecord[] = [];
  const kpis = new Set<string>();
  let next = from;
  const end = Math.min(records.length, from + INSERT_MAX_RECORDS);
  for (; next < end && writer.size() < INSERT_MAX_BYTES; next += 1) {
    const record = records[next] as LogRecord;
    const row = readPlainObservation(record);
    if (row === undefined || isCanary(row.kpi)) {
      others.push(record);
      continue;
    }
    writeObservation(writer, row, { record, build });
    plain.push(record);
    ends.push(writer.size());
    if (row.kind !== "forecast") kpis.add(row.kpi);
  }
  return { plain, bytes: writer.bytes(), ends, kpis, others, taken: next - from };
}

/**
 * Inserts the plain observations and returns those that the database refuses, found by halving: what is wrong with
 * them is said when they are inserted the long way.
 */
export function insertPlain(batch: PlainBatch, target: ProjectionTarget): Promise<readonly LogRecord[]> {
  return insertRange(batch, target, { from: 0, to: batch.plain.length });
}

interface RowRange {
  readonly from: number;
  readonly to: number;
}

async function insertRange(
  batch: PlainBatch,
  target: ProjectionTarget,
  { from, to }: RowRange,
): Promise<readonly LogRecord[]> {
  if (from >= to) return [];
  const bytes = batch.bytes.subarray(from === 0 ? 0 : batch.ends[from - 1], batch.ends[to - 1]);
  const table = "observation_events";
  const startedAt = Date.now();
  try {
    const rows = { table: `${target.base}.${table}`, columns: OBSERVATION_COLUMNS, bytes };
    await target.store.insertBinary(rows);
    const records = batch.plain.slice(from, to);
    target.onInserted?.({ table, records, startedAt, endedAt: Date.now() });
    return [];
  } catch (error) {
    if (!isBadRowError(error)) throw error;
    if (to - from === 1) return batch.plain.slice(from, to);
    const middle = Math.ceil((from + to) / 2);
    const left = await insertRange(batch, target, { from, to: middle });
    return [...left, ...(await insertRange(batch, target, { from: middle, to }))];
  }
}
