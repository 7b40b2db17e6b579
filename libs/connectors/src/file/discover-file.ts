import type { FileConnector } from "@milepost/contracts";
import type { DiscoveredField, Discovery, PullContext } from "../index.ts";
import { csvHeader, csvRows } from "./csv-rows.ts";
import { fileColumns } from "./file-columns.ts";
import { cellText, parseLine } from "./jsonl-rows.ts";
import { lookAtFile } from "./open-file.ts";
import type { OpenableFile } from "./open-file.ts";
import { readDecimal } from "./read-decimal.ts";

const ROWS_LOOKED_AT = 1_000;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?|-Q[1-4]|-W\d{2})?$/;

/** Looks at the first rows: every column with its type, how often it is empty, and what it is used for. */
export async function discoverFile(definition: FileConnector, context: PullContext): Promise<Discovery> {
  const file = await lookAtFile(definition.path);
  const table =
    definition.format === "csv" ? await csvTable(file, definition, context) : await jsonlTable(file);
  const usedAs = usesOf(definition);
  const fields = table.names.map((name, index) => {
    const cells = table.rows.map((row) => row[index] ?? "");
    return { ...describeCells(name, cells, definition.decimalSeparator), usedAs: usedAs.get(name) ?? null };
  });
  return { rowsLookedAt: table.rows.length, fields };
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

async function csvTable(file: OpenableFile, definition: FileConnector, context: PullContext): Promise<Table> {
  const { names } = await csvHeader(file, fileColumns(definition).names);
  const distinct = names.filter((name, index) => names.indexOf(name) === index);
  const rows: (readonly (string | undefined)[])[] = [];
  for await (const row of csvRows(file, distinct, { signal: context.signal })) {
    if ("cells" in row) rows.push(row.cells);
    if (rows.length >= ROWS_LOOKED_AT) break;
  }
  return { names: distinct, rows };
}

async function jsonlTable(file: OpenableFile): Promise<Table> {
  const lines = (await file.head()).split("\n").slice(0, ROWS_LOOKED_AT);
  const objects = lines.map(parseLine).filter((fields) => fields !== undefined);
  const names = [...new Set(objects.flatMap((fields) => Object.keys(fields)))];
  return { names, rows: objects.map((fields) => names.map((name) => cellText(fields[name]))) };
}

function usesOf(definition: FileConnector): ReadonlyMap<string, DiscoveredField["usedAs"]> {
  const { kpi, period, dimensions, measures } = definition;
  return new Map<string, DiscoveredField["usedAs"]>([
    ...(typeof kpi === "string" ? [] : [[kpi.column, "kpi"] as const]),
    [period.column, "period"],
    ...Object.keys(dimensions).map((column) => [column, "dimension"] as const),
    ...measures.map(({ column }) => [column, "measure"] as const),
  ]);
}

function describeCells(
  name: string,
  cells: readonly string[],
  decimalSeparator: "." | ",",
): Omit<DiscoveredField, "usedAs"> {
  const filled = cells.filter((cell) => cell !== "");
  const isDate = filled.every((cell) => DATE.test(cell));
  const isNumber = filled.every((cell) => readDecimal(cell, decimalSeparator).ok);
  // A column of plain years reads as numbers; a period with a hyphen does not.
  const named = isNumber ? "number" : isDate ? "date" : "text";
  const type = filled.length === 0 ? "empty" : named;
  return { name, type, empty: cells.length - filled.length, sample: filled[0] ?? null };
}
