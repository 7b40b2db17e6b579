import type { Position } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { count, text } from "./row-fields.ts";

export const derivedUpToRow = z.object({
  build: count,
  /** JSON: first unread offset per partition. */
  position: text,
  /** By which rules the rows were derived. */
  rules: text,
});
/** Up to which position of the log the derived rows of a build of the tables stand. */
export type DerivedUpToRow = z.infer<typeof derivedUpToRow>;

/** How far derived rows are, for each build of the tables that had any; the newest build first. */
export function derivedUpTo(): Query<DerivedUpToRow> {
  return {
    name: "derived up to",
    sql: "SELECT build, position, rules FROM {base:Identifier}.derived_up_to FINAL WHERE name = 'derived' ORDER BY build DESC",
    params: {},
    row: derivedUpToRow,
  };
}

/** The position of a row. */
export function positionOf({ position }: DerivedUpToRow): Position {
  return JSON.parse(position) as Position;
}
