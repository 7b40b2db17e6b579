import type { FieldProblem } from "@milepost/contracts";
import type { EventLog, NewRecord, Placed } from "@milepost/event-log";
import { judgeEvent } from "./judge-event.ts";
import type { JudgeContext } from "./observation-problems.ts";
import type { BodyItem } from "./read-body.ts";

/** What became of one posted event. */
export interface EventResult {
  /** The event's id, where it has one. */
  readonly id: string | null;
  /** Its place in the request, from 0. */
  readonly index: number;
  /** Its line in NDJSON, from 1. */
  readonly line?: number;
  readonly status: "accepted" | "rejected";
  readonly problems?: FieldProblem[];
}

export interface TakenEvents {
  readonly accepted: number;
  readonly rejected: number;
  /** Lines of NDJSON that were no JSON. */
  readonly malformed: number;
  readonly results: EventResult[];
}

export interface TakeEventsPorts {
  readonly log: Pick<EventLog, "append">;
  /** Told which KPIs got new records, and where they stand. */
  readonly onAppended: (kpis: ReadonlySet<string>, placed: readonly Placed[]) => void;
}

/** Judges a request's events one by one and appends the accepted ones together; once it resolves they are durable. */
export async function takeEvents(
  { log, onAppended }: TakeEventsPorts,
  items: readonly BodyItem[],
  context: JudgeContext,
): Promise<TakenEvents> {
  const records: NewRecord[] = [];
  let malformed = 0;
  const results = items.map((item, index): EventResult => {
    const place = item.line === undefined ? { index } : { index, line: item.line };
    if ("problem" in item) {
      malformed += 1;
      return { id: null, ...place, status: "rejected", problems: [item.problem] };
    }
    const id = idOf(item.value);
    const verdict = judgeEvent(item.value, context);
    if (!verdict.ok) return { id, ...place, status: "rejected", problems: [...verdict.problems] };
    records.push(verdict.record);
    return { id, ...place, status: "accepted" };
  });
  if (records.length > 0) onAppended(kpisOf(records), await log.append(records));
  return { accepted: records.length, rejected: items.length - records.length, malformed, results };
}

function idOf(value: unknown): string | null {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === "string" ? id : null;
}

/** The KPIs that some observations are of. */
export function kpisOf(records: readonly NewRecord[]): ReadonlySet<string> {
  return new Set(records.map(({ event }) => (event.data as { readonly kpi: string }).kpi));
}
