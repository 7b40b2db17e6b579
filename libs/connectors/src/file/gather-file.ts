import { shortened } from "@milepost/contracts";
import type { RowProblem } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Blank, Reading } from "../index.ts";
import { MAX_MESSAGE_CHARACTERS, MAX_REPORTED_PROBLEMS } from "../index.ts";
import { readingKeyText } from "../reading-identity.ts";
import type { ReadRow } from "./file-row.ts";
import type { ForeignCell, RowFault, RowRules } from "./read-row.ts";
import { readRow } from "./read-row.ts";

/** Other lines of a key that a problem names. */
const NAMED_LINES = 3;

/** Values that one file may hold. */
const MAX_FILE_READINGS = 2_000_000;

/** Everything that a file says. */
export interface GatheredFile {
  readonly readings: readonly Reading[];
  readonly blanks: readonly Blank[];
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly rowsRead: number;
  readonly notYetPublished: number;
}

/**
 * Reads all rows before anything is handed on: a missing column or a second value for the same key may stand on the
 * last line. Where a key stands twice, all its rows are reported and none is taken, also where one of them is empty
 * or holds no number: nobody knows which was meant. An empty cell beside another column that says something leaves its key
 * to another row.
 */
export async function gatherFile(rows: AsyncIterable<ReadRow>, rules: RowRules): Promise<GatheredFile> {
  const byKey = new Map<string, (Reading | Blank)[]>();
  const unreadable = new Set<Blank>();
  const foreign = new Map<string, ForeignCell>();
  const beside: Blank[] = [];
  const faults = openFaultList();
  let rowsRead = 0;
  let notYetPublished = 0;
  let values = 0;
  for await (const row of rows) {
    rowsRead += 1;
    if ("problem" in row) {
      faults.add({ problem: row.problem });
      continue;
    }
    const outcome = readRow(row, rules);
    for (const fault of outcome.faults) faults.add(fault);
    for (const cell of outcome.foreign) if (!foreign.has(cell.column)) foreign.set(cell.column, cell);
    if (outcome.waits) notYetPublished += 1;
    for (const stated of outcome.unreadable) unreadable.add(stated);
    // A row that says something in one column leaves the others to rows of their own.
    const says = [...outcome.readings, ...outcome.unreadable];
    if (says.length > 0) beside.push(...outcome.blanks);
    for (const stated of says.length > 0 ? says : outcome.blanks) {
      addTo(byKey, readingKeyText(stated), stated);
      values += 1;
    }
    if (values > MAX_FILE_READINGS) throw tooLarge();
  }
  const single = [...byKey.values()].flatMap((same) => (same.length === 1 ? same : duplicates(same, faults)));
  const read = single.filter((one): one is Reading => "value" in one);
  for (const cell of foreign.values()) faults.addFirst(separatorProblem(cell, read, rules));
  const readings = read.filter(({ column }) => !foreign.has(column));
  const blanks = [
    ...single.filter((one) => !("value" in one) && !unreadable.has(one)),
    ...beside.filter((one) => !byKey.has(readingKeyText(one))),
  ];
  return { readings, blanks, ...faults.list(), rowsRead, notYetPublished };
}

/** Which separator a file has is known once its last row is read: till then its thousands may look like decimals. */
function separatorProblem(
  { line, column, cell }: ForeignCell,
  read: readonly Reading[],
  { definition: { decimalSeparator } }: RowRules,
): RowProblem {
  const other = decimalSeparator === "." ? "," : ".";
  const lost = read.filter((one) => one.column === column).length;
  const message = `"${shortened(cell)}" on line ${line} is a number with the decimalSeparator "${other}" alone, and the connector's is "${decimalSeparator}": none of the column's other ${lost} values is taken; set decimalSeparator in the plan`;
  return { line: null, column, code: "decimal_separator", message };
}

function addTo<T>(byKey: Map<string, T[]>, key: string, one: T): void {
  const same = byKey.get(key);
  if (same === undefined) byKey.set(key, [one]);
  else same.push(one);
}

function duplicates(same: readonly Blank[], faults: FaultList): readonly [] {
  const lines = same.map(({ line }) => line);
  for (const { line, column, kpi, period, kind } of same) {
    const message = `${kind} of ${kpi} for ${period} stands ${otherPlaces(lines, line)} too; none of them is taken`;
    faults.add({ problem: { line, column, code: "duplicate_key", message } });
  }
  return [];
}

/** The first other lines and how many there are beyond: a key may stand on every line of a file. */
function otherPlaces(lines: readonly number[], line: number): string {
  const named = lines
    .slice(0, NAMED_LINES + 1)
    .filter((other) => other !== line)
    .slice(0, NAMED_LINES);
  if (named.length === 0) return "in another column of the line";
  const more = lines.length - 1 - named.length;
  const places = `on ${lines.length > 2 ? "lines" : "line"} ${named.join(", ")}`;
  return more > 0 ? `${places} and ${more.toLocaleString("en")} more` : places;
}

interface FaultList {
  add(fault: RowFault): void;
  /** A problem of the whole file: many problems of rows do not hide it. */
  addFirst(problem: RowProblem): void;
  list(): { readonly problems: readonly RowProblem[]; readonly problemCount: number };
}

function openFaultList(): FaultList {
  const problems: RowProblem[] = [];
  const first: RowProblem[] = [];
  const listed = new Set<string>();
  let problemCount = 0;
  return {
    add: ({ problem, once }) => {
      problemCount += 1;
      if (problems.length >= MAX_REPORTED_PROBLEMS || (once !== undefined && listed.has(once))) return;
      if (once !== undefined) listed.add(once);
      problems.push({ ...problem, message: shortened(problem.message, MAX_MESSAGE_CHARACTERS) });
    },
    addFirst: (problem) => {
      problemCount += 1;
      first.push(problem);
    },
    list: () => ({
      problems: [...first, ...problems.toSorted(byLine)].slice(0, MAX_REPORTED_PROBLEMS),
      problemCount,
    }),
  };
}

function byLine(one: RowProblem, other: RowProblem): number {
  return (one.line ?? 0) - (other.line ?? 0);
}

function tooLarge(): MilepostError {
  return new MilepostError(
    "payload_too_large",
    `The file holds more than ${MAX_FILE_READINGS} values; split it`,
  );
}
