import type { FieldProblem } from "@milepost/contracts";
import type { EventLog, NewRecord, Placed } from "@milepost/event-log";
import { judgeEvent } from "./judge-event.ts";
import { EXPLAINED_BY_PLAN } from "./observation-problems.ts";
import type { JudgeContext } from "./observation-problems.ts";
import { MALFORMED_JSON } from "./parse-exact-json.ts";
import type { BodyItem } from "./read-body.ts";
import type { Verdict } from "./verdict.ts";

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
  /** Of an accepted event: what of it means nothing here. */
  readonly warnings?: FieldProblem[];
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
  /** What judging needs, by the plan as it is known here. */
  readonly context: () => JudgeContext;
  /** Resolves once the plan is known here as the log tells it now. */
  readonly caughtUp: () => Promise<void>;
}

/**
 * Judges a request's events one by one and appends the accepted ones together; once it resolves they are durable. An event
 * that an older plan would refuse is judged once more by the newest: another instance may have applied it a moment ago.
 */
export async function takeEvents(
  { log, onAppended, context, caughtUp }: TakeEventsPorts,
  items: readonly BodyItem[],
): Promise<TakenEvents> {
  let judged = judgeAll(items, context());
  if (judged.some(isExplainedByPlan)) {
    await caughtUp();
    const anew = context();
    judged = judged.map((one) => (isExplainedByPlan(one) ? judgeItem(one.item, anew) : one));
  }
  const accepted = judged.flatMap(({ verdict }) => (verdict.ok ? [verdict] : []));
  const records = accepted.flatMap(({ record, besides = [] }) => [...besides, record]);
  if (records.length > 0) {
    const placed = await log.append(records);
    const kpis = kpisOf(records);
    if (kpis.size > 0)
      onAppended(
        kpis,
        placed.filter(({ topic }) => topic === "observations"),
      );
  }
  return {
    accepted: accepted.length,
    rejected: items.length - accepted.length,
    malformed: items.filter((item) => "problem" in item && item.problem.code === MALFORMED_JSON).length,
    results: judged.map(resultOf),
  };
}

interface JudgedItem {
  readonly item: BodyItem;
  readonly verdict: Verdict;
}

function judgeAll(items: readonly BodyItem[], context: JudgeContext): readonly JudgedItem[] {
  return items.map((item) => judgeItem(item, context));
}

function judgeItem(item: BodyItem, context: JudgeContext): JudgedItem {
  if ("problem" in item) return { item, verdict: { ok: false, problems: [item.problem] } };
  return { item, verdict: judgeEvent(item.value, context) };
}

function isExplainedByPlan({ verdict }: JudgedItem): boolean {
  const problems = verdict.ok ? (verdict.warnings ?? []) : verdict.problems;
  return problems.some(({ code }) => EXPLAINED_BY_PLAN.has(code));
}

function resultOf({ item, verdict }: JudgedItem, index: number): EventResult {
  const place = item.line === undefined ? { index } : { index, line: item.line };
  const id = "problem" in item ? null : idOf(item.value);
  if (verdict.ok) {
    const { warnings = [] } = verdict;
    return {
      id,
      ...place,
      status: "accepted",
      ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
    };
  }
  return { id, ...place, status: "rejected", problems: [...verdict.problems] };
}

function idOf(value: unknown): string | null {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === "string" ? id : null;
}

/** The KPIs that the observations among some records are of. */
export function kpisOf(records: readonly NewRecord[]): ReadonlySet<string> {
  const observations = records.filter(({ topic }) => topic === "observations");
  return new Set(observations.map(({ event }) => (event.data as { readonly kpi: string }).kpi));
}
