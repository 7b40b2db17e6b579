import type { LogRecord } from "@milepost/event-log";
import { isBadRowError } from "@milepost/store/clickhouse-errors";
import { createRowBinaryWriter } from "@milepost/store/row-binary";
import { OBSERVATION_COLUMNS, writeObservation } from "./rows/observation-bytes.ts";
import type { InsertTarget } from "./project-records.ts";
import { readPlainObservation } from "./rows/plain-observation.ts";

/** A batch parted into plain observations, written already, and what must be read the long way. */
export interface PlainBatch {
  readonly plain: readonly LogRecord[];
  /** Rows of the plain ones. */
  readonly bytes: Uint8Array;
  /** KPIs of the plain ones that something is derived from: nothing is from what a source forecasts. */
  readonly kpis: ReadonlySet<string>;
  readonly others: readonly LogRecord[];
}

/** Parts a batch. */
export function plainBatchOf(records: readonly LogRecord[]): PlainBatch {
  const writer = createRowBinaryWriter();
  const plain: LogRecord[] = [];
  const others: LogRecord[] = [];
  const kpis = new Set<string>();
  for (const record of records) {
    const row = readPlainObservation(record);
    if (row === undefined) {
      others.push(record);
      continue;
    }
    writeObservation(writer, row, record);
    plain.push(record);
    if (row.kind !== "forecast") kpis.add(row.kpi);
  }
  return { plain, bytes: writer.bytes(), kpis, others };
}

/** Inserts the plain observations; false when the database refuses a row, which is then to be found the long way. */
export async function insertPlain(
  { bytes, plain: records }: PlainBatch,
  { store, base, onInserted }: InsertTarget,
): Promise<boolean> {
  const table = "observation_events";
  const startedAt = Date.now();
  try {
    await store.insertBinary({ table: `${base}.${table}`, columns: OBSERVATION_COLUMNS, bytes });
    onInserted?.({ table, records, startedAt, endedAt: Date.now() });
    return true;
  } catch (error) {
    if (isBadRowError(error)) return false;
    throw error;
  }
}
