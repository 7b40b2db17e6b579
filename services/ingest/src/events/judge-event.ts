import { isCertainObservation } from "@milepost/contracts/events/certain-observation";
import {
  externalPosted,
  foldSource,
  observationRecorded,
  observationRetracted,
  recordCaptured,
  seriesKey,
} from "@milepost/contracts";
import type {
  EventOfType,
  FieldProblem,
  ObservationKind,
  ObservationRecordedData,
  ObservationRetractedData,
} from "@milepost/contracts";
import { judgeExternal } from "./judge-external.ts";
import { judgeRecord } from "./judge-record.ts";
import { isTooDeep, tooDeep } from "./nesting.ts";
import { schemaProblems } from "./schema-problems.ts";
import { instantProblem, ruleObservation } from "./observation-problems.ts";
import type { JudgeContext } from "./observation-problems.ts";
import { RULES_VERSION } from "./kpi-rules.ts";
import type { RuledKpi } from "./kpi-rules.ts";
import { textProblems } from "./text-problems.ts";
import { typeProblem } from "./type-problem.ts";
import { DEFAULT_ACTOR } from "./verdict.ts";
import type { Verdict } from "./verdict.ts";

type Recorded = EventOfType<"milepost.observation.recorded.v1">;
type Retracted = EventOfType<"milepost.observation.retracted.v1">;

/** Judges one event that a client posted, or that mends a dead one, and stamps it when it is accepted. */
export function judgeEvent(candidate: unknown, context: JudgeContext, lineage: Lineage = {}): Verdict {
  if (isTooDeep(candidate)) return { ok: false, problems: [tooDeep()] };
  const verdict = judgeContent(candidate, context, lineage);
  const texts = textProblems(candidate);
  if (texts.length === 0) return verdict;
  // What is wrong with a field's text says more than what its schema says of it.
  const isNew = ({ field }: FieldProblem): boolean => texts.every((known) => known.field !== field);
  return { ok: false, problems: [...texts, ...(verdict.ok ? [] : verdict.problems.filter(isNew))] };
}

function judgeContent(candidate: unknown, context: JudgeContext, lineage: Lineage): Verdict {
  const type = (candidate as { readonly type?: unknown } | null)?.type;
  if (type === recordCaptured.type) {
    const parsed = recordCaptured.schema.safeParse(candidate);
    return parsed.success
      ? judgeRecord(parsed.data, context)
      : { ok: false, problems: schemaProblems(parsed.error, candidate) };
  }
  if (type === externalPosted.type) return judgeExternal(candidate, context);
  if (type !== observationRecorded.type && type !== observationRetracted.type) {
    return { ok: false, problems: [typeProblem(candidate, type)] };
  }
  if (isCertainObservation(candidate)) return judgeObservation(candidate as Recorded, context, lineage);
  const definition = type === observationRecorded.type ? observationRecorded : observationRetracted;
  const parsed = definition.schema.safeParse(candidate);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error, candidate) };
  return judgeObservation(parsed.data as Recorded | Retracted, context, lineage);
}

/** Judges an observation whose shape is known to be right. */
export function judgeObservation(
  event: Recorded | Retracted,
  context: JudgeContext,
  lineage: Lineage = {},
): Verdict {
  const data: ObservationRecordedData | ObservationRetractedData = event.data;
  const ruling = ruleObservation(data as ObservationRecordedData, context);
  const time = Date.parse(event.time);
  const knownAt = data.knownAt === undefined ? undefined : Date.parse(data.knownAt);
  const early = [
    instantProblem("time", time, context),
    knownAt === undefined ? undefined : instantProblem("data.knownAt", knownAt, context),
  ].filter((problem) => problem !== undefined);
  if (!ruling.ok) return { ok: false, problems: [...early, ...ruling.problems] };
  if (early.length > 0) return { ok: false, problems: early };
  const { kpi, period } = ruling;
  const judged = {
    rules: RULES_VERSION,
    kpiVersion: kpi.version,
    grain: period.grain,
    periodStart: period.start,
    periodEnd: period.end,
    periodEndsAt: period.endsAtText,
    seriesSource: seriesSourceOf(kpi, data.kind, event.source),
  };
  const stamped = {
    ...EVENT_ORDER,
    ...event,
    runid: lineage.runid,
    sourceline: lineage.sourceline,
    // Says which try of a dead record this is: nobody may claim that from outside.
    attempt: undefined,
    time: utcText(event.time, time),
    actor: event.actor ?? DEFAULT_ACTOR,
    recordedtime: instantText(context.now),
    data: {
      ...DATA_ORDER,
      ...data,
      unit: "value" in data ? (data.unit ?? kpi.definition.unit) : undefined,
      // Without a stated knownAt the value is known from the append on, which recordedtime says.
      knownAt: knownAt === undefined ? undefined : utcText(data.knownAt ?? "", knownAt),
      judged,
    },
  };
  const key = `${data.kpi}/${seriesKey(data.series)}`;
  return { ok: true, record: { topic: "observations", key, event: stamped as Recorded } };
}

/**
 * The source that the plan names for a series; empty: the first that reports. What happened comes from the rows alone where
 * the KPI has a binding; plans and forecasts may come from elsewhere.
 */
export function seriesSourceOf({ id, definition }: RuledKpi, kind: ObservationKind, source: string): string {
  if (definition.binding === undefined) return definition.source ?? "";
  return kind === "actual" ? foldSource(id) : (definition.source ?? source);
}

/** Attributes in the order in which the log holds them, so that its readers may know an observation by its text. */
const EVENT_ORDER = {
  specversion: undefined,
  id: undefined,
  source: undefined,
  type: undefined,
  subject: undefined,
  time: undefined,
  actor: undefined,
  recordedtime: undefined,
  runid: undefined,
  sourceline: undefined,
};

/** The same for an observation's data. */
const DATA_ORDER = {
  kpi: undefined,
  series: undefined,
  period: undefined,
  kind: undefined,
  value: undefined,
  numerator: undefined,
  denominator: undefined,
  unit: undefined,
  completeness: undefined,
  knownAt: undefined,
};

/** Extension attributes of observations that a connector run read; clients cannot claim them. */
export interface Lineage {
  readonly runid?: string | undefined;
  /** Line of the source file. */
  readonly sourceline?: string | undefined;
}

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An instant as the log writes it; sources mostly write it so already, or give many events the same one. */
function utcText(text: string, instant: number): string {
  return CANONICAL.test(text) ? text : instantText(instant);
}

const MAX_KNOWN_TEXTS = 1_000;
const knownTexts = new Map<number, string>();

function instantText(instant: number): string {
  let text = knownTexts.get(instant);
  if (text !== undefined) return text;
  text = new Date(instant).toISOString();
  if (knownTexts.size >= MAX_KNOWN_TEXTS) knownTexts.clear();
  knownTexts.set(instant, text);
  return text;
}
