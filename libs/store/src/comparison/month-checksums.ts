import { z } from "zod";
import type { Query } from "../index.ts";
import { businessColumns } from "../schema/base-table.ts";
import type { BaseTable } from "../schema/base-table.ts";
import { monthOf } from "./table-content.ts";
import type { TableContent } from "./table-content.ts";

/** A comparison reads whole tables. */
export const COMPARISON_TIMEOUT_MS = 1_800_000;

const monthChecksum = z.object({
  month: z.string(),
  rows: z.number(),
  checksum: z.string(),
  statuses: z.record(z.string(), z.number()),
});
/** How many rows a month of a table holds, what their business columns add up to, and how many have which status. */
export type MonthChecksum = z.infer<typeof monthChecksum>;

/** Checksums over a table's business columns by month, whatever the order of its rows. */
export function monthChecksums(table: BaseTable, { sql, params }: TableContent): Query<MonthChecksum> {
  const statuses = table.status === undefined ? "map()" : `map(toString(${table.status}), toUInt64(1))`;
  return {
    name: `checksums of ${table.name}`,
    // A sum, since the exclusive or of two equal rows would vanish.
    sql: `SELECT ${monthOf(table)} AS month, count() AS rows, hex(sum(${rowHash(table)})) AS checksum, sumMap(CAST(${statuses}, 'Map(String, UInt64)')) AS statuses
FROM (${sql}) GROUP BY month ORDER BY month`,
    params,
    row: monthChecksum,
    timeoutMs: COMPARISON_TIMEOUT_MS,
  };
}

/** A number that stands for a row's business columns. */
export function rowHash(table: BaseTable): string {
  return `sipHash64(toString(tuple(${businessColumns(table).join(", ")})))`;
}
