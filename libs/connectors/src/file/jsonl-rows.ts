import { decimalProblem, plainDecimal, repeatedName, shortened } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { fileLines, isMangled } from "./file-lines.ts";
import { brokenRow, MAX_ROW_CHARACTERS, notUtf8 } from "./file-row.ts";
import type { ReadRow, RowReading } from "./file-row.ts";
import type { OpenableFile } from "./open-file.ts";

/** Reads the wanted fields of a JSON Lines file, numbers digit for digit; fails at the end when a field never occurred. */
export async function* jsonlRows(
  file: OpenableFile,
  wanted: readonly string[],
  { signal }: RowReading,
): AsyncGenerator<ReadRow> {
  const fields = openFieldCount(wanted);
  for await (const { line, text, found } of jsonlLines(file, signal)) {
    fields.add(line, found);
    if (found === undefined) {
      yield brokenRow(line, "broken_row", `line ${line} is no JSON object`);
      continue;
    }
    const twice = repeatedName(text);
    if (twice !== undefined) {
      yield repeatedField(line, shortened(twice));
      continue;
    }
    const cells = wanted.map((name) => cellText(found[name]));
    yield [...cells, ...Object.keys(found)].some(isMangled) ? notUtf8(line) : { line, cells };
  }
  const problem = fields.problem();
  if (problem === undefined) return;
  throw new MilepostError("connector_config", problem, { details: { missing: fields.missing() } });
}

function repeatedField(line: number, column: string): ReadRow {
  const message = `the field "${column}" stands twice in the row, and nobody knows which value is meant; write it once`;
  return { line, problem: { line, column, code: "repeated_name", message } };
}

/** Why a JSON Lines file cannot be read as a whole; reads on till each wanted field has occurred, and no further. */
export async function jsonlProblem(
  file: OpenableFile,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const fields = openFieldCount(wanted);
  for await (const { line, found } of jsonlLines(file, signal)) {
    fields.add(line, found);
    if (fields.missing().length === 0) return undefined;
  }
  return fields.problem();
}

type Fields = Readonly<Record<string, unknown>>;

interface JsonLine {
  readonly line: number;
  readonly text: string;
  /** Undefined where the line is no object. */
  readonly found: Fields | undefined;
}

/** The lines that are not empty. */
async function* jsonlLines(file: OpenableFile, signal: AbortSignal): AsyncGenerator<JsonLine> {
  // Fails where the file is not UTF-8 at all.
  await file.head();
  for await (const { line, text } of fileLines(file, signal)) {
    if (text.trim() === "") continue;
    yield { line, text, found: text.length > MAX_ROW_CHARACTERS ? undefined : parseLine(text) };
  }
}

interface FieldCount {
  add(line: number, found: Fields | undefined): void;
  /** Wanted fields that did not occur. */
  missing(): readonly string[];
  /** Why the file cannot be read as a whole; a file without rows has nothing that is wrong. */
  problem(): string | undefined;
}

function openFieldCount(wanted: readonly string[]): FieldCount {
  const missing = new Set(wanted);
  let objects = 0;
  let broken: number | undefined;
  return {
    add: (line, found) => {
      if (found === undefined) broken ??= line;
      else objects += 1;
      for (const name of missing) if (found !== undefined && name in found) missing.delete(name);
    },
    missing: () => [...missing],
    problem: () => {
      if (missing.size === 0 || (objects === 0 && broken === undefined)) return undefined;
      const first = `line ${broken} is no JSON object`;
      if (objects === 0) {
        return `The file holds no row: ${first}, and neither is any other; JSON Lines has one object a line, and no list around them`;
      }
      const named = [...missing].map((name) => `"${name}"`).join(", ");
      return `No row of the file has a field ${named}${broken === undefined ? "" : `; ${first}`}`;
    },
  };
}

/** A line's fields, numbers as plain decimal texts; undefined when it is no JSON object. */
export function parseLine(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text, exactNumbers);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** A field as a cell: null and absence are empty. */
export function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value.trim() : JSON.stringify(value);
}

/** Numbers digit for digit, and equal ones alike; what no table holds stays as it was written. */
function exactNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number") return value;
  const text = context?.source ?? String(value);
  return decimalProblem(text) === undefined ? plainDecimal(text) : text;
}
