import type { Position, RecordFields } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import { resolveVersions } from "@milepost/plan";
import type { RowChange, RowVersion } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { recordKeys } from "@milepost/store/queries/record-keys";
import type { RecordKeysOptions } from "@milepost/store/queries/record-keys";
import { recordVersions } from "@milepost/store/queries/record-versions";
import type { RecordVersionRow } from "@milepost/store/queries/record-versions";
import { reusedRecordIds } from "@milepost/store/queries/reused-record-ids";
import type { ReusedRecordId } from "@milepost/store/queries/reused-record-ids";

/** Rows that are read at once. */
const PAGE_ROWS = 5_000;

/** Which rows are read: all of a stream, or those that changed, or those with a date in a range. */
export interface RowsWanted extends Omit<RecordKeysOptions, "after" | "limit"> {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Takes what the rows' sources said, from `since` on, under an id that has another content. */
  readonly takeReused?: (ids: readonly ReusedRecordId[]) => void;
}

/** Takes a row, with what each of its versions made of it. */
export type TakeRow = (key: string, changes: readonly RowChange[]) => void;

/** Reads rows page by page, so that memory holds few of them at once. */
export async function forEachRow(wanted: RowsWanted, take: TakeRow): Promise<number> {
  const { store, signal, takeReused, ...which } = wanted;
  let rows = 0;
  for (let after = ""; ;) {
    signal.throwIfAborted();
    const page = await store.query(recordKeys({ ...which, after, limit: PAGE_ROWS }));
    const keys = page.map(({ key }) => key);
    const last = keys.at(-1);
    if (last === undefined) return rows;
    const versions = await store.query(recordVersions({ ...which, keys }));
    for (const [key, ofRow] of Map.groupBy(versions, (version) => version.key)) {
      take(key, resolveVersions(ofRow.map(versionOf)));
    }
    takeReused?.(await store.query(reusedRecordIds({ ...which, keys })));
    rows += keys.length;
    after = last;
  }
}

function versionOf(row: RecordVersionRow): RowVersion {
  return {
    time: row.time,
    fields: row.deleted ? undefined : (JSON.parse(row.fields) as RecordFields),
    partition: row.log_partition,
    offset: row.log_offset,
  };
}

/** The place behind a version in the log. */
export function behind({ partition, offset }: RowVersion): Position {
  return { [partitionKey({ topic: "records", partition })]: offset + 1 };
}
