import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { derivedUpTo, positionOf } from "@milepost/store/queries/derived-up-to";
import { versionOf } from "../position.ts";

/** Changes with every change of what derived rows are: then all of them are derived anew. */
const DERIVATION_RULES = "6";

/** Up to where the derived rows of a build of the tables stand. */
export interface Watermark {
  readonly build: number;
  readonly position: Position;
}

/** Notes up to which position all derived rows stand. */
export async function writeWatermark(store: Store, { build, position }: Watermark): Promise<void> {
  const line = {
    name: "derived",
    build,
    position: JSON.stringify(position),
    rules: DERIVATION_RULES,
    version: versionOf(position),
  };
  await store.insert("derived_up_to", [JSON.stringify(line)]);
}

/** Up to where the derived rows of a build stand by today's rules; undefined: everything must be derived. */
export async function readWatermark(store: Store, build: number): Promise<Watermark | undefined> {
  const rows = await store.query(derivedUpTo());
  const row = rows.find((one) => one.build === build && one.rules === DERIVATION_RULES);
  return row === undefined ? undefined : { build, position: positionOf(row) };
}
