import type { CloudEvent } from "../envelope.ts";
import { GRAINS } from "../period.ts";
import { COMPLETENESS, OBSERVATION_KINDS } from "./observations.ts";
import type { Judgement, ObservationRecordedData } from "./observations.ts";

type Fields = Readonly<Record<string, unknown>>;

const DATE =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)$/;
const INSTANT =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
/** Decimals without exponent and without needless zeros, sure to fit. */
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d{0,27})(?:\.\d{0,8}[1-9])?$/;
const DIMENSION = /^[a-z][a-z0-9_-]*$/;
const MEMBER = /^[^=,\s][^=,]*$/;

const kinds: ReadonlySet<unknown> = new Set(OBSERVATION_KINDS);
const completenesses: ReadonlySet<unknown> = new Set(COMPLETENESS);
const grains: ReadonlySet<unknown> = new Set(GRAINS);

/**
 * Whether a value is certainly a valid `milepost.observation.recorded.v1` that its schema would return unchanged; a
 * no says nothing. Observations are nearly all of what the log holds, and this takes a tenth of the schema's time.
 */
export function isCertainObservation(
  value: unknown,
): value is CloudEvent<"milepost.observation.recorded.v1", ObservationRecordedData> {
  if (!isFields(value) || value["type"] !== "milepost.observation.recorded.v1") return false;
  return (
    value["specversion"] === "1.0" &&
    isText(value["id"], 200) &&
    isText(value["source"], 300) &&
    isMaybeText(value["subject"], 500) &&
    isInstant(value["time"]) &&
    (value["recordedtime"] === undefined || isInstant(value["recordedtime"])) &&
    isMaybeText(value["datacontenttype"], 500) &&
    isMaybeText(value["actor"], 200) &&
    isMaybeText(value["causationid"], 200) &&
    isMaybeText(value["traceparent"], 100) &&
    isFields(value["data"]) &&
    isData(value["data"])
  );
}

function isData(data: Fields): boolean {
  return (
    isText(data["kpi"], 200) &&
    isSeries(data["series"]) &&
    isText(data["period"], 20) &&
    data["period"].length >= 4 &&
    kinds.has(data["kind"]) &&
    isDecimal(data["value"]) &&
    (data["numerator"] === undefined || isDecimal(data["numerator"])) &&
    (data["denominator"] === undefined || isDecimal(data["denominator"])) &&
    isMaybeText(data["unit"], 50) &&
    completenesses.has(data["completeness"]) &&
    (data["knownAt"] === undefined || isInstant(data["knownAt"])) &&
    (data["judged"] === undefined || isJudgement(data["judged"]))
  );
}

/** The keys of a judgement: the schema drops any other. */
const JUDGEMENT_KEYS: Readonly<Record<keyof Judgement, (value: unknown) => boolean>> = {
  rules: (value) => typeof value === "string",
  kpiVersion: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  grain: (value) => grains.has(value),
  periodStart: isDate,
  periodEnd: isDate,
  periodEndsAt: isInstant,
  seriesSource: (value) => typeof value === "string",
};
const JUDGEMENT_REQUIRED = Object.keys(JUDGEMENT_KEYS).length - 1;

function isJudgement(value: unknown): boolean {
  if (!isFields(value)) return false;
  let required = 0;
  for (const key in value) {
    if (!Object.hasOwn(JUDGEMENT_KEYS, key)) return false;
    if (!JUDGEMENT_KEYS[key as keyof Judgement](value[key])) return false;
    if (key !== "periodEndsAt") required += 1;
  }
  return required === JUDGEMENT_REQUIRED;
}

function isSeries(value: unknown): boolean {
  if (!isFields(value)) return false;
  for (const name in value) {
    const member = value[name];
    if (!DIMENSION.test(name) || typeof member !== "string" || !MEMBER.test(member)) return false;
  }
  return true;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= longest;
}

/** Absent, or a text; an empty one is left to the schema. */
function isMaybeText(value: unknown, longest: number): boolean {
  return value === undefined || isText(value, longest);
}

function isInstant(value: unknown): boolean {
  return typeof value === "string" && INSTANT.test(value);
}

function isDate(value: unknown): boolean {
  return typeof value === "string" && DATE.test(value);
}

function isDecimal(value: unknown): boolean {
  return typeof value === "string" && value !== "-0" && PLAIN_DECIMAL.test(value);
}
