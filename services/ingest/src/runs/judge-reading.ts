import { connectorSource } from "@milepost/contracts";
import type { Completeness, RowProblem } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { Reading, ReadingKey } from "@milepost/connectors";
import { readingEventId } from "@milepost/connectors/reading-identity";
import { judgeObservation } from "../events/judge-event.ts";
import { MAX_AHEAD_MS } from "../events/observation-problems.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import type { LastSaid } from "./last-said.ts";

/** The run that a reading belongs to. */
export interface ReadingOrigin {
  readonly connector: string;
  readonly run: string;
}

export type JudgedReading =
  | { readonly ok: true; readonly record: NewRecord }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

/** What is judged beside a reading. */
export interface ReadingContext extends JudgeContext {
  readonly last: LastSaid;
  readonly completeness: Completeness;
}

/** How much of a reading's period can be in: what happened is not all there before the period is over. */
export function completenessOf({ kpi, period, kind }: ReadingKey, { kpis, now }: JudgeContext): Completeness {
  if (kind !== "actual") return "complete";
  const endsAt = kpis.find(kpi)?.period(period)?.endsAtText;
  return endsAt !== undefined && Date.parse(endsAt) > now ? "partial" : "complete";
}

/** Of a series the greater time counts: after a clock that was ahead, what is said now has to come behind what was said by it. */
function timeOf({ time }: LastSaid, now: number): number {
  return time <= now ? now : time + 1;
}

function clockWentBack(time: number, now: number): Pick<RowProblem, "code" | "message"> {
  const [then, clock] = [new Date(time).toISOString(), new Date(now).toISOString()];
  const message = `what was read before has a time ahead of this deployment's clock (${clock}), and another value could not count before ${then}: it is read again until then; see whether the clock is right`;
  return { code: "clock_went_back", message };
}

/**
 * Judges one reading by the same rules as a posted event. A period's first value is known since it was published; a
 * later value is known since now, because nobody could know before that it would change.
 */
export function judgeReading(
  reading: Reading,
  { connector, run }: ReadingOrigin,
  context: ReadingContext,
): JudgedReading {
  const { publishedAt, kpi, series, period, kind, value } = reading;
  const place = { line: reading.line, column: reading.column };
  const time = timeOf(context.last, context.now);
  if (time > context.now + MAX_AHEAD_MS) {
    return { ok: false, problems: [{ ...place, ...clockWentBack(time, context.now) }] };
  }
  const isStated = publishedAt !== null && context.last.isFirst;
  const event = {
    specversion: "1.0",
    id: readingEventId(run, reading, context.last.id),
    source: connectorSource(connector),
    type: "milepost.observation.recorded.v1",
    time: new Date(time).toISOString(),
    actor: `connector:${connector}`,
    data: {
      kpi,
      series: { ...series },
      period,
      kind,
      value,
      completeness: context.completeness,
      ...(isStated ? { knownAt: new Date(publishedAt).toISOString() } : {}),
    },
  } as const;
  const verdict = judgeObservation(event, context, { runid: run, sourceline: String(reading.line) });
  if (verdict.ok) return verdict;
  return { ok: false, problems: verdict.problems.map(({ code, message }) => ({ ...place, code, message })) };
}
