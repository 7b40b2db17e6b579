import { z } from "zod";
import { copyName } from "../comparison/table-content.ts";
import type { Query } from "../index.ts";
import { DERIVED_OWNER } from "../views/newest-derived.ts";
import type { DerivedTable } from "../views/newest-derived.ts";
import { text } from "./row-fields.ts";

export const derivedPositionRow = z.object({ owner: text, inputs_position: text });
/** At which position an owner's derived rows were computed. */
export type DerivedPositionRow = z.infer<typeof derivedPositionRow>;

/** The positions that the copied derived rows of a live table name, the earliest first. */
export function derivedPositions(shadow: string, table: DerivedTable): Query<DerivedPositionRow> {
  const owner = DERIVED_OWNER[table] ?? "''";
  return {
    name: "derived positions",
    sql: `SELECT toString(${owner}) AS owner, any(inputs_position) AS inputs_position FROM ${shadow}.${copyName(table)} GROUP BY owner ORDER BY any(version), owner`,
    params: {},
    row: derivedPositionRow,
  };
}
