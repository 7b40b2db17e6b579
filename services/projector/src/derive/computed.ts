import type { Position } from "@milepost/contracts";
import { versionOf } from "../position.ts";

/** Grows by one with every change of what derived rows are: then all of them are derived anew. */
export const DERIVATION_RULES = 8;

/** More than a position's offsets ever sum up to; a few hundred times as much is still a whole number to JavaScript. */
const VERSIONS_A_RULE = 2 ** 44;

/** The columns of a derived row that say at which position it was computed, and for which build of the tables. */
export interface Computed {
  /** JSON: first unread offset per partition. */
  readonly inputs_position: string;
  readonly version: number;
  readonly build: number;
}

/** What is computed at a position. */
export function computedAt(
  position: Position,
  { build, rules }: { readonly build: number; readonly rules: number },
): Computed {
  return { inputs_position: JSON.stringify(position), version: derivedVersion(position, rules), build };
}

/**
 * The version of what is derived at a position. Rules come first: while old and new projectors run side by side, rows by old
 * rules never take the place of newer ones, however far they got and wherever their process ended.
 */
export function derivedVersion(position: Position, rules: number): number {
  return rules * VERSIONS_A_RULE + versionOf(position);
}
