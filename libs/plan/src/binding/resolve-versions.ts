import type { RecordFields } from "@milepost/contracts";

/** One version of a row as the log holds it. */
export interface RowVersion {
  /** Source's revision time, ISO 8601 UTC with milliseconds. */
  readonly time: string;
  /** Undefined: the row was deleted. */
  readonly fields: RecordFields | undefined;
  readonly partition: number;
  readonly offset: number;
}

/** A row before and after one of its versions came. */
export interface RowChange {
  readonly before: RowVersion | undefined;
  readonly after: RowVersion;
  /** The version that came: the row stays as it was where a newer one was there. */
  readonly came: RowVersion;
}

/** What each version of a row, in the order of the log, made of it: of them the greatest (time, offset) counts. */
export function resolveVersions(versions: readonly RowVersion[]): readonly RowChange[] {
  let current: RowVersion | undefined;
  return versions.map((came) => {
    const before = current;
    const after = before !== undefined && came.time < before.time ? before : came;
    current = after;
    return { before, after, came };
  });
}
