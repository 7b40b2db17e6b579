import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { z } from "zod";
import { reaches, versionOf } from "../position.ts";

/** Changes with every change of what derived rows are: then all of them are derived anew. */
const DERIVATION_RULES = "1";

const watermarkRow = z.object({ position: z.string(), rules: z.string() });

/** Notes up to which position all derived rows stand. */
export async function writeWatermark(store: Store, position: Position): Promise<void> {
  const line = {
    name: "derived",
    position: JSON.stringify(position),
    rules: DERIVATION_RULES,
    version: versionOf(position),
  };
  await store.insert("derived_up_to", [JSON.stringify(line)]);
}

/** Whether the tables know a projector at all, and whether their derived rows stand at a position by today's rules. */
export async function readWatermark(
  store: Store,
  committed: Position,
): Promise<{ readonly isKnown: boolean; readonly isCurrent: boolean }> {
  const [row] = await store.query({
    name: "derived up to",
    sql: "SELECT position, rules FROM {base:Identifier}.derived_up_to FINAL WHERE name = 'derived'",
    params: {},
    row: watermarkRow,
  });
  if (row === undefined) return { isKnown: false, isCurrent: false };
  const position = JSON.parse(row.position) as Position;
  return { isKnown: true, isCurrent: row.rules === DERIVATION_RULES && reaches(position, committed) };
}
