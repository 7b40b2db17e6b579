import { decimalProblem, plainDecimal } from "@milepost/contracts";
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
  const seen = new Set<string>();
  let hasLines = false;
  for await (const { line, text } of fileLines(file, signal)) {
    hasLines = true;
    if (text.trim() === "") continue;
    const fields = text.length > MAX_ROW_CHARACTERS ? undefined : parseLine(text);
    if (fields === undefined) {
      yield brokenRow(line, "broken_row", `line ${line} is no JSON object`);
      continue;
    }
    for (const name of wanted) if (name in fields) seen.add(name);
    const cells = wanted.map((name) => cellText(fields[name]));
    yield [...cells, ...Object.keys(fields)].some(isMangled) ? notUtf8(line) : { line, cells };
  }
  const missing = wanted.filter((name) => !seen.has(name));
  if (missing.length === 0 || !hasLines) return;
  const named = missing.map((name) => `"${name}"`).join(", ");
  throw new MilepostError("connector_config", `No row of the file has a field ${named}`, {
    details: { missing },
  });
}

/** A line's fields, numbers as plain decimal texts; undefined when it is no JSON object. */
export function parseLine(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text, exactNumbers);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
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
