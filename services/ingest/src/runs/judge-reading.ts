import type { RowProblem } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { Reading } from "@milepost/connectors";
import { connectorSource, readingEventId } from "@milepost/connectors/reading-identity";
import { judgeObservation } from "../events/judge-event.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import type { LastSaid } from "./last-values.ts";

/** The run that a reading belongs to. */
export interface ReadingOrigin {
  readonly connector: string;
  readonly run: string;
}

export type JudgedReading =
  | { readonly ok: true; readonly record: NewRecord }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

/** What was said in another meaning of the KPI was a first value of it, too, unless the source has changed it since. */
function isFirstValue(last: LastSaid | undefined): boolean {
  return last === undefined || (last.value === undefined && !last.hasChanged);
}

/**
 * Judges one reading by the same rules as a posted event. A period's first value is known since it was published; a
 * later value is known since now, because nobody could know before that it would change.
 */
export function judgeReading(
  reading: Reading,
  { connector, run }: ReadingOrigin,
  context: JudgeContext & { readonly last: LastSaid | undefined },
): JudgedReading {
  const { publishedAt, kpi, series, period, kind, value } = reading;
  const isStated = publishedAt !== null && isFirstValue(context.last);
  const event = {
    specversion: "1.0",
    id: readingEventId(run, reading, context.last?.id),
    source: connectorSource(connector),
    type: "milepost.observation.recorded.v1",
    time: new Date(context.now).toISOString(),
    actor: `connector:${connector}`,
    data: {
      kpi,
      series: { ...series },
      period,
      kind,
      value,
      completeness: "complete",
      ...(isStated ? { knownAt: new Date(publishedAt).toISOString() } : {}),
    },
  } as const;
  const verdict = judgeObservation(event, context, { runid: run, sourceline: String(reading.line) });
  if (verdict.ok) return verdict;
  const place = { line: reading.line, column: reading.column };
  return { ok: false, problems: verdict.problems.map(({ code, message }) => ({ ...place, code, message })) };
}
