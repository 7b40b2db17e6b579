import { readEvent } from "@milepost/contracts";
import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import type { Row } from "./row.ts";
import { rowsOfEvent } from "./rows-of-event.ts";

/** What became of one log record: its event and rows, or why it is poison. */
export type ReadRecord =
  | { readonly ok: true; readonly event: MilepostEvent; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/**
 * Reads one record of the log. Types of a later version have no upcast here: they are set aside with their name, and
 * can be replayed by a Milepost that knows them.
 */
export function readRecord(record: LogRecord): ReadRecord {
  if (record.value === undefined) return { ok: false, code: "no_json", reason: "the record is no JSON" };
  const read = readEvent(record.value);
  if (!read.ok) return read;
  try {
    return { ok: true, event: read.event, rows: rowsOfEvent(read.event, record) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, code: "invalid_event", reason: error.message };
  }
}
