import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

export const databaseRow = z.object({ name: text });
/** A database of the server. */
export type DatabaseRow = z.infer<typeof databaseRow>;

/** Every database that the server has. */
export function databases(): Query<DatabaseRow> {
  return { name: "databases", sql: "SELECT name FROM system.databases", params: {}, row: databaseRow };
}
