import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { derivedUpTo, positionOf } from "@milepost/store/queries/derived-up-to";
import { DERIVATION_RULES, derivedVersion } from "./computed.ts";

/** Up to where the derived rows of a build of the tables stand. */
export interface Watermark {
  readonly build: number;
  readonly position: Position;
  /** By which rules they were derived; default: today's. */
  readonly rules?: number;
}

/** Notes up to which position all derived rows stand; by older rules it takes nothing back. */
export async function writeWatermark(
  store: Store,
  { build, position, rules = DERIVATION_RULES }: Watermark,
): Promise<void> {
  const line = {
    name: "derived",
    build,
    position: JSON.stringify(position),
    rules: String(rules),
    version: derivedVersion(position, rules),
  };
  await store.insert("derived_up_to", [JSON.stringify(line)]);
}

/** Up to where the derived rows of a build stand, and by which rules; undefined: nothing was noted. */
export async function readWatermark(store: Store, build: number): Promise<Required<Watermark> | undefined> {
  const rows = await store.query(derivedUpTo());
  const row = rows.find((one) => one.build === build);
  return row === undefined ? undefined : { build, position: positionOf(row), rules: Number(row.rules) };
}
