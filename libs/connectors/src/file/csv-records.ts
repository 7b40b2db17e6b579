import { MAX_ROW_CHARACTERS } from "./file-row.ts";
import type { FileLine } from "./file-lines.ts";

/** A record of a CSV file with the line it begins on. */
export interface CsvCells {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record that cannot be read: a cell that is not closed as it should be, or a line that is too long. */
export interface CsvFault {
  /** Where the cell opens. */
  readonly line: number;
  readonly beginsOn: number;
  readonly fault: "quote" | "length";
  /** Index of the cell. */
  readonly cell: number;
}

export type CsvRecord = CsvCells | CsvFault;

/** Makes records of lines; what a record's end depends on is held until it is known. */
export interface CsvReader {
  add(line: FileLine): readonly CsvRecord[];
  /** There are no more lines. */
  end(): readonly CsvRecord[];
}

export interface CsvDialect {
  readonly delimiter: string;
  /** Whether the cells of a line are a row of their own, so that no quoted cell may go on over it. */
  readonly isRow: (cells: readonly string[]) => boolean;
}

/**
 * Reads RFC 4180 as it is written. A cell that begins with a quote ends at a quote before a delimiter or a line's end, and
 * may go on over lines; quotes inside it are doubled. One that is not closed so is a problem of the line where it opens, and
 * reading goes on with the next line: no parser's option does, they take rows into the cell or drop them. A quote inside a
 * cell that begins without one is a character.
 */
export function openCsvReader(dialect: CsvDialect): CsvReader {
  let held: FileLine[] = [];
  let row = newRow();
  const take = (): readonly FileLine[] => {
    const lines = held;
    held = [];
    row = newRow();
    return lines;
  };
  const giveUp = (fault: CsvFault["fault"]): readonly CsvRecord[] => {
    const { openedOn: line, cells } = row;
    const lines = take();
    const beginsOn = lines[0]?.line ?? line;
    // All quotes in these are doubled, but for the last one's, so that none of them is held again: each is read twice at most.
    const again = lines.filter((one) => one.line > line);
    return [{ line, beginsOn, fault, cell: cells.length }, ...again.flatMap(add)];
  };
  const add = (line: FileLine): readonly CsvRecord[] => {
    if (held.length === 0 && line.text === "") return [];
    const goesOn = held.length > 0;
    held.push(line);
    if (!goesOn) row.openedOn = line.line;
    if (!goesOn && line.text.length > MAX_ROW_CHARACTERS) return giveUp("length");
    if (goesOn && isSwallowed(line.text, dialect)) return giveUp("quote");
    const state = addLine(row, line, dialect.delimiter);
    if (state === "broken" || row.length > MAX_ROW_CHARACTERS) return giveUp("quote");
    if (state === "open") return [];
    const { cells } = row;
    return [{ line: take()[0]?.line ?? line.line, cells }];
  };
  const end = (): readonly CsvRecord[] => {
    const records: CsvRecord[] = [];
    while (held.length > 0) records.push(...giveUp("quote"));
    return records;
  };
  return { add, end };
}

/** A record as far as it was read. */
interface OpenRow {
  readonly cells: string[];
  /** Lines of the quoted cell that goes on. */
  quoted: string[] | undefined;
  /** The line where the newest quoted cell began; without one, where the record did. */
  openedOn: number;
  /** Characters of all its lines. */
  length: number;
}

function newRow(): OpenRow {
  return { cells: [], quoted: undefined, openedOn: 0, length: 0 };
}

function addLine(row: OpenRow, { line, text }: FileLine, delimiter: string): "whole" | "open" | "broken" {
  let at = 0;
  row.length += text.length;
  while (at <= text.length) {
    if (row.quoted === undefined && text[at] !== '"') {
      const end = endOf(text, text.indexOf(delimiter, at));
      row.cells.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    if (row.quoted === undefined) {
      row.quoted = [];
      row.openedOn = line;
      at += 1;
    }
    const closing = closingQuote(text, at);
    const end = endOf(text, closing);
    const piece = text.slice(at, end).replaceAll('""', '"');
    if (closing === -1) {
      row.quoted.push(piece);
      return "open";
    }
    if (end + 1 < text.length && text[end + 1] !== delimiter) return "broken";
    row.cells.push([...row.quoted, piece].join("\n"));
    row.quoted = undefined;
    at = end + 2;
  }
  return "whole";
}

function endOf(text: string, found: number): number {
  return found === -1 ? text.length : found;
}

/** Where the first quote stands that is not doubled; -1 where there is none. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/** Whether a line over which a quoted cell goes on is a row by what of it lies within the quotes. */
function isSwallowed(text: string, { delimiter, isRow }: CsvDialect): boolean {
  const inside = text.slice(0, endOf(text, closingQuote(text, 0))).split(delimiter).length;
  return isRow(text.split(delimiter).map((cell, index) => (index < inside ? cell : "")));
}
