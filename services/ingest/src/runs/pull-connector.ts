import { connectorSource, shortened } from "@milepost/contracts";
import type { Connector, RowProblem, RunCompletedData } from "@milepost/contracts";
import { MAX_MESSAGE_CHARACTERS, MAX_REPORTED_PROBLEMS } from "@milepost/connectors";
import type { PulledBatch } from "@milepost/connectors";
import { openConnector } from "@milepost/connectors/open-connector";
import { readingKeyText } from "@milepost/connectors/reading-identity";
import type { NewRecord } from "@milepost/event-log";
import type { JudgeContext } from "../events/observation-problems.ts";
import { rememberValues } from "./last-values.ts";
import type { ReadFedKpis, ReadLastValues } from "./last-values.ts";
import { goneProblem, statedKpis } from "./gone-values.ts";
import type { ReadingOrigin } from "./judge-reading.ts";
import { openKeptApart } from "./kept-apart.ts";
import { kpiCatalog } from "./kpi-catalog.ts";
import { sortReadings } from "./sort-readings.ts";
import type { SortedReadings } from "./sort-readings.ts";

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
  readonly readFedKpis: ReadFedKpis;
  /** Takes what is new, batch by batch; a preview keeps it to itself. */
  readonly take: (records: readonly NewRecord[]) => Promise<void>;
  readonly counts: Counts;
}

/** Reads a source through and hands on every value that differs from what it said last; names what it says no more; counts as it goes. */
export async function pullConnector(pull: Pull): Promise<void> {
  const { context, signal, definition, counts } = pull;
  const source = connectorSource(pull.origin.connector);
  const remembered = rememberValues(pull.readLastValues, {
    source,
    // Cells of CSV are texts: 2 and 2.0 are two members there.
    areNumbers: definition.format === "jsonl",
  });
  const catalog = kpiCatalog(context.kpis);
  const read = new Set<string>();
  const apart = openKeptApart(pull.origin.connector);
  for await (const batch of openConnector(definition).pull({ now: context.now, catalog, signal })) {
    const said = [...batch.readings, ...batch.blanks];
    for (const one of said) read.add(readingKeyText(one));
    await remembered.look(said.map(({ kpi }) => kpi));
    const sorted = sortReadings(batch, { ...pull, source, remembered, apart });
    if (sorted.records.length > 0) await pull.take(sorted.records);
    counts.add(batch, sorted);
  }
  const stated = statedKpis(definition) ?? (await pull.readFedKpis(source));
  await remembered.look(stated.filter((kpi) => catalog.find(kpi) !== undefined));
  const gone = goneProblem(remembered.values, read, { source, definition, context });
  counts.addFirst([...apart.problems(), ...(gone === undefined ? [] : [gone])]);
}

/** Counts what a pull does; what it did before it failed is counted, too. */
export interface Counts {
  add(batch: PulledBatch, sorted: SortedReadings): void;
  /** Problems of the source as a whole: they come first, so that many problems of rows do not hide them. */
  addFirst(problems: readonly RowProblem[]): void;
  read(): PullCounts;
}

/** Opens counts at zero. */
export function openCounts(): Counts {
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
    addFirst: (first) => {
      sums.problemCount += first.length;
      problems.splice(0, problems.length, ...[...first, ...problems].slice(0, MAX_REPORTED_PROBLEMS));
    },
    read: () => ({ ...sums, problems: problems.map(shortProblem) }),
  };
}

function shortProblem(problem: RowProblem): RowProblem {
  return { ...problem, message: shortened(problem.message, MAX_MESSAGE_CHARACTERS) };
}
