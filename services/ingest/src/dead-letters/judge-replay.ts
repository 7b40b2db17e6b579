import { isDeepStrictEqual } from "node:util";
import { deadLetterId, EVENTS, eventDefinition, seriesKey } from "@milepost/contracts";
import type { FieldProblem, LogPlace, MilepostEvent, ObservationRecordedData } from "@milepost/contracts";
import { judgeEvent } from "../events/judge-event.ts";
import type { Lineage } from "../events/judge-event.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import { schemaProblems } from "../events/schema-problems.ts";
import type { Verdict } from "../events/verdict.ts";

/** What stood in the log where a dead letter points. */
export interface OriginalRecord {
  readonly key: string;
  /** Undefined: it is no JSON. */
  readonly value: unknown;
}

/** A replay that is asked for. */
export interface ReplayCase {
  /** Where the dead record stands. */
  readonly place: LogPlace;
  /** Undefined: only the beginning of it is known. */
  readonly original: OriginalRecord | undefined;
  /** The event in its place; undefined: the original as it stands. */
  readonly corrected: Readonly<Record<string, unknown>> | undefined;
  /** Which try of the record this is, counted from 1 for the first one. */
  readonly attempt: number;
  /** Who replays. */
  readonly by: string;
}

/** The record that is to be appended, or why there is none. */
export type ReplayVerdict = Verdict & { readonly isUnchanged: boolean };

type Fields = Readonly<Record<string, unknown>>;

/** Judges what is to stand for a dead record: observations like posted ones, all others by their schema and topic. */
export function judgeReplay(asked: ReplayCase, context: JudgeContext): ReplayVerdict {
  const original = asFields(asked.original?.value);
  const event = asked.corrected === undefined ? asked.original?.value : named(asked.corrected, original);
  const isUnchanged = asked.corrected === undefined || isDeepStrictEqual(event, original);
  if (event === undefined) return { ok: false, problems: [unreadable(asked)], isUnchanged };
  const problem = topicProblem(event, asked.place);
  if (problem !== undefined) return { ok: false, problems: [problem], isUnchanged };
  const verdict = isUnchanged ? asJudged(event, asked) : undefined;
  const judged = verdict ?? judgeAnew(event, asked, context);
  return judged.ok
    ? { ...stamped(judged, { asked, isUnchanged, context }), isUnchanged }
    : { ...judged, isUnchanged };
}

/** A correction keeps the name of what it corrects, unless it brings its own. */
function named(corrected: Fields, original: Fields | undefined): Fields {
  const { source, id } = original ?? {};
  const kept = { ...(typeof source === "string" && { source }), ...(typeof id === "string" && { id }) };
  return { ...kept, ...corrected };
}

function unreadable({ original }: ReplayCase): FieldProblem {
  const fix = "send in `event` what it should have said";
  if (original !== undefined) return { field: "", code: "no_json", message: "the record is no JSON", fix };
  const message = "the record is not in this log any more, and only its beginning was kept";
  return { field: "", code: "record_missing", message, fix };
}

function topicProblem(event: unknown, { topic }: LogPlace): FieldProblem | undefined {
  const type = asFields(event)?.["type"];
  const definition = typeof type === "string" ? eventDefinition(type) : undefined;
  if (definition?.topic === topic) return undefined;
  const types = Object.values(EVENTS).flatMap((one) => (one.topic === topic ? [one.type] : []));
  const fix = `a record of topic "${topic}" is of type ${types.join(", ")}`;
  if (definition !== undefined) {
    const message = `events of type ${JSON.stringify(type)} stand in topic "${definition.topic}", not in "${topic}"`;
    return { field: "type", code: "wrong_topic", message, fix };
  }
  const message =
    type === undefined ? "`type` is missing" : `event type ${JSON.stringify(type)} is not known`;
  return { field: "type", code: type === undefined ? "missing" : "unknown_type", message, fix };
}

/** An observation that was judged once keeps its judgement: rules may have changed since. */
function asJudged(event: unknown, { place }: ReplayCase): Verdict | undefined {
  if (place.topic !== "observations" || asFields(asFields(event)?.["data"])?.["judged"] === undefined)
    return undefined;
  return judgeBySchema(event, "");
}

function judgeAnew(event: unknown, { place, original }: ReplayCase, context: JudgeContext): Verdict {
  if (place.topic === "observations" || place.topic === "records")
    return judgeEvent(event, context, lineageOf(original));
  return judgeBySchema(event, original?.key ?? "");
}

function judgeBySchema(candidate: unknown, key: string): Verdict {
  const definition = eventDefinition(String(asFields(candidate)?.["type"]));
  const parsed = definition?.schema.safeParse(candidate);
  if (definition === undefined || parsed === undefined) return { ok: false, problems: [] };
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error, candidate) };
  const event = parsed.data as MilepostEvent;
  return { ok: true, record: { topic: definition.topic, key: keyOf(event, key), event } };
}

function keyOf(event: MilepostEvent, before: string): string {
  if (event.type.startsWith("milepost.observation.")) {
    const { kpi, series } = event.data as ObservationRecordedData;
    return `${kpi}/${seriesKey(series)}`;
  }
  return before === "" ? (event.subject ?? event.id) : before;
}

/** The connector run that brought a record brought its correction, too. */
function lineageOf(original: OriginalRecord | undefined): Lineage {
  const { runid, sourceline } = asFields(original?.value) ?? {};
  return {
    runid: typeof runid === "string" ? runid : undefined,
    sourceline: typeof sourceline === "string" ? sourceline : undefined,
  };
}

interface Stamping {
  readonly asked: ReplayCase;
  readonly isUnchanged: boolean;
  readonly context: JudgeContext;
}

/** Says what brought the record about, and of one that is tried again as it stands, which try it is. */
function stamped(
  { record }: Extract<Verdict, { ok: true }>,
  { asked, isUnchanged, context }: Stamping,
): Extract<Verdict, { ok: true }> {
  const event = {
    ...record.event,
    actor: record.event.actor ?? asked.by,
    recordedtime: new Date(context.now).toISOString(),
    causationid: deadLetterId(asked.place),
    attempt: isUnchanged ? String(asked.attempt) : undefined,
  };
  return { ok: true, record: { ...record, event: event as MilepostEvent } };
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
