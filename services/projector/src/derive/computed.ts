import type { Position } from "@milepost/contracts";
import { versionOf } from "../position.ts";

/** The columns of a derived row that say at which position it was computed, and for which build of the tables. */
export interface Computed {
  /** JSON: first unread offset per partition. */
  readonly inputs_position: string;
  /** Sum of that position's offsets. */
  readonly version: number;
  readonly build: number;
}

/** What is computed at a position. */
export function computedAt(position: Position, build: number): Computed {
  return { inputs_position: JSON.stringify(position), version: versionOf(position), build };
}
