import type { FileConnector } from "@milepost/contracts";
import type { ConnectorSpec, PullContext, PulledBatch, SourceConnector } from "../index.ts";
import { checkFile } from "./check-file.ts";
import { csvRows } from "./csv-rows.ts";
import { discoverFile } from "./discover-file.ts";
import { fileColumns } from "./file-columns.ts";
import type { FileRow, ReadRow } from "./file-row.ts";
import { gatherFile } from "./gather-file.ts";
import { jsonlRows } from "./jsonl-rows.ts";
import type { OpenableFile } from "./open-file.ts";
import { openPeriodReader } from "./period-reader.ts";
import type { RowRules } from "./read-row.ts";
import { lookAtSettledFile, REAL_WAITING } from "./settled-file.ts";
import type { FileWaiting } from "./settled-file.ts";

const BATCH_READINGS = 5_000;

const SPEC: ConnectorSpec = {
  kind: "file",
  title: "CSV or JSON Lines file",
  promise:
    "the file was read from its first to its last line, was not written to meanwhile, and its last line was ended or ten seconds old",
};

/** Connects to one CSV or JSON Lines file; `definition.path` is absolute. */
export function openFileConnector(
  definition: FileConnector,
  waiting: FileWaiting = REAL_WAITING,
): SourceConnector {
  return {
    spec: SPEC,
    check: (context) => checkFile(definition, context),
    discover: (context) => discoverFile(definition, context),
    pull: (context) => pullFile(definition, context, waiting),
  };
}

/** The rows of a definition's file, with the columns it names; a line that names a period is a row of its own. */
function rowsOfFile(
  file: OpenableFile,
  { definition, columns, periods }: RowRules,
  signal: AbortSignal,
): AsyncIterable<ReadRow> {
  const read = definition.format === "csv" ? csvRows : jsonlRows;
  const isRow = (cells: FileRow["cells"]): boolean => periods.read(cells[columns.period] ?? "") !== undefined;
  return read(file, columns.names, { signal, isRow });
}

async function* pullFile(
  definition: FileConnector,
  context: PullContext,
  waiting: FileWaiting,
): AsyncGenerator<PulledBatch> {
  const file = await lookAtSettledFile(definition.path, context.signal, waiting);
  const rules: RowRules = {
    definition,
    columns: fileColumns(definition),
    catalog: context.catalog,
    periods: openPeriodReader(definition.period.grain),
    now: context.now,
  };
  const { readings, ...rest } = await gatherFile(rowsOfFile(file, rules, context.signal), rules);
  await file.ensureUnchanged();
  yield { ...rest, readings: readings.slice(0, BATCH_READINGS) };
  for (let from = BATCH_READINGS; from < readings.length; from += BATCH_READINGS) {
    context.signal.throwIfAborted();
    yield { ...NO_MORE, readings: readings.slice(from, from + BATCH_READINGS) };
  }
}

const NO_MORE = { blanks: [], problems: [], problemCount: 0, rowsRead: 0, notYetPublished: 0 } as const;
