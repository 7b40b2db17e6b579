import { shortened } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { openCsvReader } from "./csv-records.ts";
import type { CsvFault, CsvRecord } from "./csv-records.ts";
import { fileLines, isMangled, textLines } from "./file-lines.ts";
import { brokenRow, MAX_ROW_CHARACTERS, notUtf8 } from "./file-row.ts";
import type { ReadRow, RowReading } from "./file-row.ts";
import type { OpenableFile } from "./open-file.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Of a header that lacks a column so much is shown. */
const SHOWN_NAMES_CHARACTERS = 300;

/** The header of a CSV file: its column names and the delimiter that gives the most of the wanted ones. */
export async function csvHeader(
  file: OpenableFile,
  wanted: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly delimiter: string }> {
  const head = await file.head();
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, names: headerNames(head, delimiter) }));
  const found = ({ names }: { readonly names: readonly string[] }): number =>
    wanted.filter((name) => names.includes(name)).length * 1000 + names.length;
  return candidates.reduce((best, next) => (found(next) > found(best) ? next : best));
}

/** Reads the wanted columns of a CSV file (RFC 4180, UTF-8) row by row; fails before the first row when one is missing. */
export async function* csvRows(
  file: OpenableFile,
  wanted: readonly string[],
  { signal, isRow = () => false }: RowReading,
): AsyncGenerator<ReadRow> {
  const { names, delimiter } = await csvHeader(file, wanted);
  const places = columnPlaces(names, wanted);
  const cellsOf = (cells: readonly string[]) => places.map((place) => cells[place]?.trim());
  const rowOf = (record: CsvRecord): ReadRow => {
    if ("fault" in record) return faultyRow(record, names);
    const { line } = record;
    const cells = cellsOf(record.cells);
    if (cells.some(isMangled)) return notUtf8(line);
    if (record.cells.length === names.length) return { line, cells };
    const message = `${record.cells.length} cells where the header has ${names.length}`;
    return brokenRow(line, "wrong_cell_count", message);
  };
  const reader = openCsvReader({
    delimiter,
    isRow: (cells) => cells.length === names.length && isRow(cellsOf(cells)),
  });
  let isHeader = true;
  const rowsOf = function* (records: readonly CsvRecord[]): Generator<ReadRow> {
    for (const record of records) {
      if (!isHeader) yield rowOf(record);
      isHeader = false;
    }
  };
  for await (const line of fileLines(file, signal)) yield* rowsOf(reader.add(line));
  yield* rowsOf(reader.end());
}

/** The cells of a text's first record; none where its quotes are broken. */
function headerNames(head: string, delimiter: string): readonly string[] {
  const reader = openCsvReader({ delimiter, isRow: () => false });
  for (const line of textLines(head)) {
    const [first] = reader.add(line);
    if (first !== undefined) return "cells" in first ? first.cells.map((name) => name.trim()) : [];
  }
  return [];
}

function columnPlaces(names: readonly string[], wanted: readonly string[]): readonly number[] {
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const has =
      names.length > 0
        ? `it has ${shortened(names.join(", "), SHOWN_NAMES_CHARACTERS)}`
        : "it has no header, or one whose quotes are not closed";
    const message = `The file has no column ${missing.map((name) => `"${name}"`).join(", ")}; ${has}`;
    throw new MilepostError("connector_config", message, { details: { missing } });
  }
  const twice = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice === undefined) return wanted.map((name) => names.indexOf(name));
  throw new MilepostError("connector_config", `The file has two columns "${twice}"; rename one`);
}

function faultyRow({ line, beginsOn, fault, cell }: CsvFault, names: readonly string[]): ReadRow {
  if (fault === "length") {
    return brokenRow(line, "broken_row", `the row is longer than ${MAX_ROW_CHARACTERS} characters`);
  }
  const row = beginsOn === line ? "" : `, in the row of line ${beginsOn},`;
  const message = `a quote opens here${row} that is not closed before a delimiter or a line's end; close it, and double quotes inside`;
  return { line, problem: { line, column: names[cell] ?? null, code: "open_quote", message } };
}
