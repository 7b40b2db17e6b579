import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

export const tableIdRow = z.object({ name: text, uuid: text });
/** A table with its unchanging id: it stays with the rows when a table is renamed or exchanged. */
export type TableIdRow = z.infer<typeof tableIdRow>;

/** The tables of a database; none where there is no such database. */
export function tableIds(database: string): Query<TableIdRow> {
  return {
    name: "table ids",
    sql: "SELECT name, toString(uuid) AS uuid FROM system.tables WHERE database = {tables:String} ORDER BY name",
    params: { tables: database },
    row: tableIdRow,
  };
}
