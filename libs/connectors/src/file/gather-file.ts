import type { RowProblem } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Blank, Reading } from "../index.ts";
import { MAX_REPORTED_PROBLEMS } from "../index.ts";
import { readingKeyText } from "../reading-identity.ts";
import type { ReadRow } from "./file-row.ts";
import type { RowFault, RowRules } from "./read-row.ts";
import { readRow } from "./read-row.ts";

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
 * last line. Where a key stands twice, all its rows are reported and none is taken.
 */
export async function gatherFile(rows: AsyncIterable<ReadRow>, rules: RowRules): Promise<GatheredFile> {
  const byKey = new Map<string, Reading[]>();
  const blanks: Blank[] = [];
  const faults = openFaultList();
  let rowsRead = 0;
  let notYetPublished = 0;
  for await (const row of rows) {
    rowsRead += 1;
    if ("problem" in row) {
      faults.add({ problem: row.problem });
      continue;
    }
    const outcome = readRow(row, rules);
    for (const fault of outcome.faults) faults.add(fault);
    blanks.push(...outcome.blanks);
    if (outcome.waits) notYetPublished += 1;
    for (const reading of outcome.readings) addTo(byKey, readingKeyText(reading), reading);
    if (byKey.size + blanks.length > MAX_FILE_READINGS) throw tooLarge();
  }
  const readings = [...byKey.values()].flatMap((same) =>
    same.length === 1 ? same : duplicates(same, faults),
  );
  return { readings, blanks, ...faults.list(), rowsRead, notYetPublished };
}

function addTo(byKey: Map<string, Reading[]>, key: string, reading: Reading): void {
  const same = byKey.get(key);
  if (same === undefined) byKey.set(key, [reading]);
  else same.push(reading);
}

function duplicates(same: readonly Reading[], faults: FaultList): readonly Reading[] {
  for (const { line, column, kpi, period, kind } of same) {
    const others = same.map((other) => other.line).filter((other) => other !== line);
    const message = `${kind} of ${kpi} for ${period} stands on line ${others.join(", ")} too; none of them is taken`;
    faults.add({ problem: { line, column, code: "duplicate_key", message } });
  }
  return [];
}

interface FaultList {
  add(fault: RowFault): void;
  list(): { readonly problems: readonly RowProblem[]; readonly problemCount: number };
}

function openFaultList(): FaultList {
  const problems: RowProblem[] = [];
  const listed = new Set<string>();
  let problemCount = 0;
  return {
    add: ({ problem, once }) => {
      problemCount += 1;
      if (problems.length >= MAX_REPORTED_PROBLEMS || (once !== undefined && listed.has(once))) return;
      if (once !== undefined) listed.add(once);
      problems.push(problem);
    },
    list: () => ({ problems: problems.toSorted(byLine), problemCount }),
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
