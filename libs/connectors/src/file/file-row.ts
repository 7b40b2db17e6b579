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

/** What reading rows needs besides the file. */
export interface RowReading {
  readonly signal: AbortSignal;
  /** Whether wanted cells are sure to be a row's, and no text that goes on over lines; absent: none is. */
  readonly isRow?: (cells: FileRow["cells"]) => boolean;
}

/** Longest row that is read, in characters. */
export const MAX_ROW_CHARACTERS: number = 1024 * 1024;

/** A broken row with its reason. */
export function brokenRow(line: number, code: string, message: string): BrokenRow {
  return { line, problem: { line, column: null, code, message } };
}

/** A row that is not written in UTF-8, so that its names and numbers are not known. */
export function notUtf8(line: number): BrokenRow {
  return brokenRow(line, "not_utf8", "the row holds bytes that are no UTF-8; save the file as UTF-8");
}
