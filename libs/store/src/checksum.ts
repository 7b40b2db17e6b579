import { z } from "zod";
import type { Query } from "./index.ts";
import { businessColumns } from "./schema/base-table.ts";
import type { BaseTable } from "./schema/base-table.ts";
import { newestDerived } from "./views/newest-derived.ts";

const checksumRow = z.object({ rows: z.number(), checksum: z.string() });
/** How many rows a table holds and what its business columns add up to. */
export type Checksum = z.infer<typeof checksumRow>;

/** Checksum over a table's business columns, whatever the order of its rows. */
export function checksum(table: BaseTable, base: string): Query<Checksum> {
  const columns = businessColumns(table).join(", ");
  return {
    name: `checksum of ${table.name}`,
    // A sum, since the exclusive or of two equal rows would vanish.
    sql: `SELECT count() AS rows, hex(sum(sipHash64(toString(tuple(${columns}))))) AS checksum FROM (${contentOf(table, base)})`,
    params: {},
    row: checksumRow,
  };
}

function contentOf(table: BaseTable, base: string): string {
  switch (table.name) {
    case "goal_progress_rows":
    case "scorecard_rows":
    case "forecast_accuracy_rows":
      return newestDerived(base, table.name);
    default:
      return `SELECT * FROM ${base}.${table.name} FINAL`;
  }
}
