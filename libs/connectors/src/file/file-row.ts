import type { RowProblem } from "@milepost/contracts";

/** One row of a file: the wanted columns' trimmed cells, in the wanted order; undefined where a row has no such cell. */
export interface FileRow {
  readonly line: number;
  readonly cells: readonly (string | undefined)[];
}

/** A row that could not be read at all. */
export interface BrokenRow {
  readonly line: number;
  readonly problem: RowProblem;
}

/** What reading a file gives, row by row. */
export type ReadRow = FileRow | BrokenRow;

/** Longest row that is read, in bytes. */
export const MAX_ROW_BYTES: number = 1024 * 1024;

/** A broken row with its reason. */
export function brokenRow(line: number, code: string, message: string): BrokenRow {
  return { line, problem: { line, column: null, code, message } };
}
