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
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
};

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
  const skipped: ReadRow[] = [];
  const parser = parse({
    ...DIALECT,
    delimiter,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined)
        skipped.push(brokenRow(Number(error["lines"] ?? 1), "broken_row", reasonOf(error)));
      return undefined;
    },
  });
  const piped = pipeline(file.stream(signal), parser).catch((error: unknown) =>
    parser.destroy(error as Error),
  );
  yield* rowsOf(parser, { places, columns: names.length, skipped });
  await piped;
}

interface Layout {
  readonly places: readonly number[];
  readonly columns: number;
  readonly skipped: ReadRow[];
}

async function* rowsOf(parser: Parser, { places, columns, skipped }: Layout): AsyncGenerator<ReadRow> {
  let isHeader = true;
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    yield* skipped.splice(0);
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const line = info.lines - breaksInside(record);
    if (record.length === columns) yield { line, cells: places.map((place) => record[place]?.trim()) };
    else yield brokenRow(line, "wrong_cell_count", `${record.length} cells where the header has ${columns}`);
  }
  yield* skipped.splice(0);
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

/** The parser counts a record's last line; a quoted cell may hold line breaks. */
function breaksInside(record: readonly string[]): number {
  return record.reduce((sum, cell) => (cell.includes("\n") ? sum + cell.split("\n").length - 1 : sum), 0);
}

function reasonOf(error: CsvError): string {
  return error.code === "CSV_MAX_RECORD_SIZE"
    ? `the row is longer than ${MAX_ROW_BYTES} bytes`
    : `the row is no CSV (${error.code}); check its quotes`;
}
