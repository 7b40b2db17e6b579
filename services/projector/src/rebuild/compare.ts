import type { Position } from "@milepost/contracts";
import type { Query, Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { differingRows } from "@milepost/store/comparison/differing-rows";
import { monthChecksums } from "@milepost/store/comparison/month-checksums";
import type { MonthChecksum } from "@milepost/store/comparison/month-checksums";
import { logContent } from "@milepost/store/comparison/table-content";
import type { ComparedContent, TableContent } from "@milepost/store/comparison/table-content";
import type { BaseTable } from "@milepost/store/schema/base-table";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { readSample } from "./sample.ts";
import type { MonthComparison, Sample } from "./report.ts";

/** Of so many months of a table, rows that differ are shown … */
const SAMPLED_MONTHS = 12;
/** … so many of each. */
const SAMPLES_A_MONTH = 5;
const LINEAGE: ReadonlySet<string> = new Set(["log_partition", "log_offset"]);

export interface CompareOptions {
  readonly store: Store;
  readonly shadow: string;
  /** Records below it are compared; absent: both tables as they are, made from different logs. */
  readonly below: Position | undefined;
}

/** Compares the tables that come from the log with their rebuilt forms, per table and month. */
export async function compareLogTables(options: CompareOptions): Promise<readonly MonthComparison[]> {
  const { store, shadow, below } = options;
  const databases = { live: baseDatabase(store.database), rebuilt: shadow };
  const months: MonthComparison[] = [];
  for (const table of REBUILT_TABLES.filter(({ origin }) => origin === "log")) {
    const content = logContent(table, databases, below);
    // Offsets tell rows apart within one log; in another one the same record stands elsewhere.
    const key = below === undefined ? table.orderBy.filter((column) => !LINEAGE.has(column)) : table.orderBy;
    months.push(...(await compareTable(store, { table, content, key })));
  }
  return months;
}

export interface ComparedTable {
  readonly table: BaseTable;
  readonly content: ComparedContent;
  /** Columns that tell a row from others on both sides. */
  readonly key: readonly string[];
}

/** Compares both sides of a table by month: rows, checksums, statuses, and some of the rows that differ. */
export async function compareTable(
  store: Store,
  compared: ComparedTable,
): Promise<readonly MonthComparison[]> {
  const { table, content } = compared;
  const checksumsOf = async (side: TableContent): Promise<ReadonlyMap<string, MonthChecksum>> => {
    const checksums = await store.query(monthChecksums(table, side));
    return new Map(checksums.map((checksum) => [checksum.month, checksum]));
  };
  const [live, rebuilt] = await Promise.all([checksumsOf(content.live), checksumsOf(content.rebuilt)]);
  const months = [...new Set([...live.keys(), ...rebuilt.keys()])].toSorted();
  const comparisons: MonthComparison[] = [];
  let sampled = 0;
  for (const month of months) {
    const comparison = compareMonth(table.name, live.get(month), rebuilt.get(month));
    const isSampled = comparison.differed && sampled < SAMPLED_MONTHS;
    if (isSampled) sampled += 1;
    const samples = isSampled ? await samplesOf(store, compared, month) : [];
    comparisons.push({ ...comparison, month, samples: [...samples] });
  }
  return comparisons;
}

function compareMonth(
  table: string,
  live: MonthChecksum | undefined,
  rebuilt: MonthChecksum | undefined,
): Omit<MonthComparison, "month" | "samples"> {
  return {
    table,
    differed: live?.checksum !== rebuilt?.checksum || live?.rows !== rebuilt?.rows,
    liveRows: live?.rows ?? 0,
    rebuiltRows: rebuilt?.rows ?? 0,
    liveChecksum: live?.checksum ?? "",
    rebuiltChecksum: rebuilt?.checksum ?? "",
    liveStatuses: live?.statuses ?? {},
    rebuiltStatuses: rebuilt?.statuses ?? {},
  };
}

async function samplesOf(store: Store, compared: ComparedTable, month: string): Promise<readonly Sample[]> {
  const query: Query<Parameters<typeof readSample>[0]> = differingRows({
    ...compared,
    month,
    limit: SAMPLES_A_MONTH,
  });
  return (await store.query(query)).map((row) => readSample(row));
}
