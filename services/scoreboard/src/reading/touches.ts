import { CANARY_KPI, OBSERVATION_KINDS } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import type { Touch } from "./noted-touches.ts";

/** What the assessments topic tells of a goal. */
export const DECISION_KINDS = [
  "assessment",
  "closing",
  "alert",
  "delivery",
  "lead",
  "options",
  "review",
  "silence",
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

type Fields = Readonly<Record<string, unknown>>;
const ANY_TIME = { periodStart: "", knownAt: Number.NEGATIVE_INFINITY } as const;

/** Kind of a touch that took a value back: only then can a KPI's last known period become an earlier one. */
export const RETRACTION = "retraction";

/** An observation touches its KPI, in the period and of the kind that it speaks of. */
export function observationTouches(record: LogRecord): readonly Touch[] {
  const event = fieldsOf(record.value);
  const data = fieldsOf(event["data"]);
  const subject = record.key.split("/", 1)[0] ?? "";
  // No page shows the canary, so it is no news.
  if (subject === CANARY_KPI) return [];
  const periodStart = textOf(fieldsOf(data["judged"])["periodStart"]) ?? "";
  const known = Date.parse(textOf(data["knownAt"]) ?? textOf(event["recordedtime"]) ?? "");
  const knownAt = Number.isNaN(known) ? ANY_TIME.knownAt : known;
  const isRecorded = event["type"] === "milepost.observation.recorded.v1";
  const kinds = isRecorded ? kindsOf(data["kind"]) : [...kindsOf(data["kind"]), RETRACTION];
  return kinds.map((kind) => ({ subject, kind, periodStart, knownAt }));
}

/** A record of the assessments topic touches its goal; a digest, and what is not understood, any. */
export function decisionTouches(record: LogRecord): readonly Touch[] {
  const event = fieldsOf(record.value);
  const goal = textOf(fieldsOf(event["data"])["goal"]) ?? null;
  return decisionKinds(textOf(event["type"])).map((kind) => ({ subject: goal, kind, ...ANY_TIME }));
}

function decisionKinds(type: string | undefined): readonly DecisionKind[] {
  if (type === "milepost.assessment.made.v1") return ["assessment"];
  if (type === "milepost.goal.closed.v1") return ["closing"];
  if (type === "milepost.lead.tested.v1") return ["lead"];
  if (type?.startsWith("milepost.review.") === true) return ["review"];
  if (type === "milepost.external.reported.v1") return ["review"];
  if (type === "milepost.goal.stale.v1" || type === "milepost.staleness.ended.v1") return ["silence"];
  if (type?.startsWith("milepost.message.") === true) return ["delivery"];
  if (type === "milepost.options.weighed.v1") return ["options"];
  if (type?.startsWith("milepost.channel.") === true) return [];
  return type?.startsWith("milepost.alert") === true ? ["alert"] : DECISION_KINDS;
}

/** The kinds that a stored observation may speak of: all of them where it does not say it plainly. */
function kindsOf(kind: unknown): readonly string[] {
  return OBSERVATION_KINDS.some((known) => known === kind) ? [kind as string] : OBSERVATION_KINDS;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
