import type { RowProblem } from "@milepost/contracts";
import type { PulledBatch, Reading } from "@milepost/connectors";
import { readingKeyText } from "@milepost/connectors/reading-identity";
import type { NewRecord } from "@milepost/event-log";
import { seriesSourceOf } from "../events/judge-event.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import { completenessOf, judgeReading } from "./judge-reading.ts";
import type { ReadingOrigin } from "./judge-reading.ts";
import type { KeptApart } from "./kept-apart.ts";
import { lastSaid, standingValue } from "./last-said.ts";
import type { RememberedValues } from "./last-values.ts";

/** What a batch comes to. */
export interface SortedReadings {
  /** What is new. */
  readonly records: readonly NewRecord[];
  readonly unchanged: number;
  readonly problems: readonly RowProblem[];
}

/** What a batch is held against. */
export interface SortedAgainst {
  /** The source that speaks. */
  readonly source: string;
  readonly origin: ReadingOrigin;
  readonly context: JudgeContext;
  readonly remembered: Pick<RememberedValues, "values" | "twins" | "firstSource">;
  readonly apart: KeptApart;
}

/** Tells what is new in a batch from what was said already. */
export function sortReadings({ readings, blanks }: PulledBatch, against: SortedAgainst): SortedReadings {
  const { source, origin, context, remembered, apart } = against;
  const records: NewRecord[] = [];
  const problems: RowProblem[] = [];
  let unchanged = 0;
  for (const reading of readings) {
    const key = readingKeyText(reading);
    const twin = remembered.twins.of(key);
    if (twin !== undefined) {
      problems.push(looksTheSame(reading, twin));
      continue;
    }
    const seriesSource = ownSource(reading, key, against);
    const isSeriesSource = seriesSource === source;
    if (!isSeriesSource) apart.add(reading.kpi, seriesSource);
    const last = lastSaid(remembered.values.get(key), { source, isSeriesSource });
    const completeness = completenessOf(reading, context);
    // What was said of a period that ran on is said again when it is over: only then it is known to be all.
    if (last.value === reading.value && (last.isComplete || completeness !== "complete")) {
      unchanged += 1;
      continue;
    }
    const judged = judgeReading(reading, origin, { ...context, last, completeness });
    if (judged.ok) records.push(judged.record);
    else problems.push(...judged.problems);
  }
  for (const { line, column, ...key } of blanks) {
    const known = standingValue(remembered.values.get(readingKeyText({ ...key })), source);
    if (known === undefined) continue;
    const message = `the cell is empty, and ${known} was read before: the value stands until it is retracted`;
    problems.push({ line, column, code: "value_withdrawn", message });
  }
  return { records, unchanged, problems };
}

function looksTheSame({ line, column }: Reading, twin: string): RowProblem {
  const message = `a value counts already under a member that only looks the same (${twin}), written in another form: retract it first, or both are added to the total`;
  return { line, column, code: "looks_the_same", message };
}

/** The source whose values of a series count: the plan's, else that of its first accepted event, else whoever speaks first. */
function ownSource(
  { kpi, kind }: Reading,
  key: string,
  { source, context, remembered }: SortedAgainst,
): string {
  const ruled = context.kpis.find(kpi);
  const named = ruled === undefined ? "" : seriesSourceOf(ruled, kind, source);
  if (named !== "") return named;
  return remembered.firstSource(key) || source;
}
