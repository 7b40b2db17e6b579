import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import type { CsvError, Options, Parser } from "csv-parse";
import { parse as parseSync } from "csv-parse/sync";
import { MilepostError } from "@milepost/runtime";
import { brokenRow, MAX_ROW_BYTES } from "./file-row.ts";
import type { ReadRow } from "./file-row.ts";
import type { OpenableFile } from "./open-file.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

const DIALECT: Options = {
  bom: true,
  info: true,
  // A stray quote stays in its cell, where it is a bad number or an unknown name, and does not eat the next rows.
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
};

/** What decoding puts in the place of bytes that are no UTF-8. */
const NOT_UTF8 = "\ufffd";

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

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
  signal: AbortSignal,
): AsyncGenerator<ReadRow> {
  const { names, delimiter } = await csvHeader(file, wanted);
  const places = columnPlaces(names, wanted);
  const broken: CsvError[] = [];
  const parser = parse({
    ...DIALECT,
    delimiter,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) broken.push(error);
      return undefined;
    },
  });
  const piped = pipeline(file.stream(signal), parser).catch((error: unknown) =>
    parser.destroy(error as Error),
  );
  yield* rowsOf(parser, { places, columns: names.length });
  await piped;
  const [first] = broken;
  if (first !== undefined) throw new MilepostError("connector_config", reasonOf(first));
}

interface Layout {
  readonly places: readonly number[];
  readonly columns: number;
}

async function* rowsOf(parser: Parser, { places, columns }: Layout): AsyncGenerator<ReadRow> {
  let isHeader = true;
  let countedTwice = 0;
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    const inside = breaksInside(record);
    countedTwice += inside.pairs;
    const line = info.lines - countedTwice - inside.lines;
    if (isHeader) isHeader = false;
    else if (places.some((place) => record[place]?.includes(NOT_UTF8))) yield notUtf8(line);
    else if (record.length === columns) yield { line, cells: places.map((place) => record[place]?.trim()) };
    else yield brokenRow(line, "wrong_cell_count", `${record.length} cells where the header has ${columns}`);
  }
}

function notUtf8(line: number): ReadRow {
  return brokenRow(line, "not_utf8", "a cell holds bytes that are no UTF-8; save the file as UTF-8");
}

function headerNames(head: string, delimiter: string): readonly string[] {
  try {
    const records = parseSync(head, { ...DIALECT, info: false, delimiter, to: 1 }) as unknown as string[][];
    return (records[0] ?? []).map((name) => name.trim());
  } catch {
    return [];
  }
}

function columnPlaces(names: readonly string[], wanted: readonly string[]): readonly number[] {
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const has = names.length > 0 ? `it has ${names.join(", ")}` : "it has no header";
    const message = `The file has no column ${missing.map((name) => `"${name}"`).join(", ")}; ${has}`;
    throw new MilepostError("connector_config", message, { details: { missing } });
  }
  const twice = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice === undefined) return wanted.map((name) => names.indexOf(name));
  throw new MilepostError("connector_config", `The file has two columns "${twice}"; rename one`);
}

/** Line breaks in a record's quoted cells; the parser, which counts to a record's last line, counts CRLF there twice. */
function breaksInside(record: readonly string[]): { readonly lines: number; readonly pairs: number } {
  let lines = 0;
  let pairs = 0;
  for (const cell of record) {
    if (!cell.includes("\n")) continue;
    lines += cell.split("\n").length - 1;
    pairs += cell.split("\r\n").length - 1;
  }
  return { lines, pairs };
}

function reasonOf({ code }: CsvError): string {
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return "A quote is opened and never closed, so the rows behind it cannot be told apart; close it";
  }
  return code === "CSV_MAX_RECORD_SIZE"
    ? `A row is longer than ${MAX_ROW_BYTES} bytes; is a quote not closed?`
    : `The file is no CSV (${code}); check its quotes`;
}
