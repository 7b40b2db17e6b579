import { shortened } from "@milepost/contracts";
import type { Connector, RowProblem, RunCompletedData } from "@milepost/contracts";
import { MAX_MESSAGE_CHARACTERS, MAX_REPORTED_PROBLEMS } from "@milepost/connectors";
import type { PulledBatch } from "@milepost/connectors";
import { openConnector } from "@milepost/connectors/open-connector";
import { connectorSource, readingKeyText } from "@milepost/connectors/reading-identity";
import type { NewRecord } from "@milepost/event-log";
import type { JudgeContext } from "../events/observation-problems.ts";
import { rememberValues } from "./last-values.ts";
import type { LastValues, ReadLastValues } from "./last-values.ts";
import { goneProblem, statedKpis } from "./gone-values.ts";
import { judgeReading } from "./judge-reading.ts";
import type { ReadingOrigin } from "./judge-reading.ts";
import { kpiCatalog } from "./kpi-catalog.ts";

/** What one pull did: the counts of `run.completed`. */
export type PullCounts = Pick<
  RunCompletedData,
  | "rowsRead"
  | "observationsAppended"
  | "unchanged"
  | "empty"
  | "notYetPublished"
  | "problemCount"
  | "problems"
>;

export interface Pull {
  readonly origin: ReadingOrigin;
  readonly definition: Connector;
  readonly context: JudgeContext;
  readonly signal: AbortSignal;
  readonly readLastValues: ReadLastValues;
  /** Takes what is new, batch by batch; a preview keeps it to itself. */
  readonly take: (records: readonly NewRecord[]) => Promise<void>;
}

/** Reads a source through and hands on every value that differs from what it said last; names what it says no more. */
export async function pullConnector(pull: Pull): Promise<PullCounts> {
  const { context, signal } = pull;
  const readValues = rememberValues(pull.readLastValues, connectorSource(pull.origin.connector));
  const catalog = kpiCatalog(context.kpis);
  const counts = openCounts();
  const read = new Set<string>();
  for await (const batch of openConnector(pull.definition).pull({ now: context.now, catalog, signal })) {
    const said = [...batch.readings, ...batch.blanks];
    for (const one of said) read.add(readingKeyText(one));
    const last = await readValues(said.map(({ kpi }) => kpi));
    const sorted = sortReadings(batch, last, pull);
    if (sorted.records.length > 0) await pull.take(sorted.records);
    counts.add(batch, sorted);
  }
  const stated = statedKpis(pull.definition).filter((kpi) => catalog.find(kpi) !== undefined);
  const gone = goneProblem(await readValues(stated), read, pull.definition);
  if (gone !== undefined) counts.addProblem(gone);
  return counts.read();
}

interface SortedReadings {
  readonly records: readonly NewRecord[];
  readonly unchanged: number;
  readonly problems: readonly RowProblem[];
}

function sortReadings(
  { readings, blanks }: PulledBatch,
  last: LastValues,
  { origin, context }: Pull,
): SortedReadings {
  const records: NewRecord[] = [];
  const problems: RowProblem[] = [];
  let unchanged = 0;
  for (const reading of readings) {
    const said = last.get(readingKeyText(reading));
    if (said?.value === reading.value) {
      unchanged += 1;
      continue;
    }
    const judged = judgeReading(reading, origin, { ...context, last: said });
    if (judged.ok) records.push(judged.record);
    else problems.push(...judged.problems);
  }
  for (const { line, column, ...key } of blanks) {
    const known = last.get(readingKeyText({ ...key }))?.value;
    if (known === undefined || known === null) continue;
    const message = `the cell is empty, and ${known} was read before: the value stands until it is retracted`;
    problems.push({ line, column, code: "value_withdrawn", message });
  }
  return { records, unchanged, problems };
}

interface Counts {
  add(batch: PulledBatch, sorted: SortedReadings): void;
  /** A problem of the source as a whole: it comes first, so that many problems of rows do not hide it. */
  addProblem(problem: RowProblem): void;
  read(): PullCounts;
}

function openCounts(): Counts {
  const problems: RowProblem[] = [];
  const sums = {
    rowsRead: 0,
    observationsAppended: 0,
    unchanged: 0,
    empty: 0,
    notYetPublished: 0,
    problemCount: 0,
  };
  return {
    add: (batch, sorted) => {
      sums.rowsRead += batch.rowsRead;
      sums.observationsAppended += sorted.records.length;
      sums.unchanged += sorted.unchanged;
      sums.empty += batch.blanks.length;
      sums.notYetPublished += batch.notYetPublished;
      sums.problemCount += batch.problemCount + sorted.problems.length;
      const left = MAX_REPORTED_PROBLEMS - problems.length;
      problems.push(...[...batch.problems, ...sorted.problems].slice(0, Math.max(0, left)));
    },
    addProblem: (problem) => {
      sums.problemCount += 1;
      problems.splice(0, problems.length, ...[problem, ...problems].slice(0, MAX_REPORTED_PROBLEMS));
    },
    read: () => ({ ...sums, problems: problems.map(shortProblem) }),
  };
}

function shortProblem(problem: RowProblem): RowProblem {
  return { ...problem, message: shortened(problem.message, MAX_MESSAGE_CHARACTERS) };
}
