import { z } from "zod";
import type { Query } from "../index.ts";
import { businessColumns } from "../schema/base-table.ts";
import type { BaseTable } from "../schema/base-table.ts";
import { COMPARISON_TIMEOUT_MS, rowHash } from "./month-checksums.ts";
import { monthOf } from "./table-content.ts";
import type { ComparedContent } from "./table-content.ts";

const differingRow = z.object({
  /** JSON: the columns that tell the row from others. */
  key: z.string(),
  /** JSON: the business columns of each row with this key. */
  live: z.array(z.string()),
  rebuilt: z.array(z.string()),
});
/** A row that the two sides of a comparison do not agree on. */
export type DifferingRow = z.infer<typeof differingRow>;

export interface DifferingRowsOptions {
  readonly table: BaseTable;
  readonly content: ComparedContent;
  /** Columns that tell a row from others on both sides. */
  readonly key: readonly string[];
  readonly month: string;
  readonly limit: number;
}

/** Some rows of a month that the two sides do not agree on, by key. */
export function differingRows(options: DifferingRowsOptions): Query<DifferingRow> {
  const { table, content, key, month, limit } = options;
  const keyHash = `sipHash64(toString(tuple(${key.join(", ")})))`;
  const side = (name: keyof ComparedContent, columns: string): string =>
    `SELECT '${name}' AS side, ${columns} FROM (${content[name].sql}) WHERE ${monthOf(table)} = {month:String}`;
  const both = (columns: string): string =>
    `${side("live", columns)}\nUNION ALL\n${side("rebuilt", columns)}`;
  return {
    name: `differing rows of ${table.name}`,
    // Found by hashes first: a month of rows as text may not fit into memory.
    sql: `SELECT key, arraySort(groupArrayIf(content, side = 'live')) AS live, arraySort(groupArrayIf(content, side = 'rebuilt')) AS rebuilt
FROM (${both(`${keyHash} AS key_hash, ${asJson(key)} AS key, ${asJson(businessColumns(table))} AS content`)})
WHERE key_hash IN (
  SELECT key_hash FROM (${both(`${keyHash} AS key_hash, ${rowHash(table)} AS row_hash`)})
  GROUP BY key_hash HAVING sumIf(row_hash, side = 'live') != sumIf(row_hash, side = 'rebuilt') OR countIf(side = 'live') != countIf(side = 'rebuilt')
  ORDER BY key_hash LIMIT ${limit}
)
GROUP BY key ORDER BY key`,
    params: { month, ...content.live.params, ...content.rebuilt.params },
    row: differingRow,
    timeoutMs: COMPARISON_TIMEOUT_MS,
  };
}

/** Columns as a JSON object of texts; unknown is null. */
function asJson(columns: readonly string[]): string {
  return `toJSONString(map(${columns.map((column) => `'${column}', CAST(toString(${column}), 'Nullable(String)')`).join(", ")}))`;
}
