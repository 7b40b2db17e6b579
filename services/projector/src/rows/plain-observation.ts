import { COMPLETENESS, GRAINS, OBSERVATION_KINDS, seriesKey, seriesSchema } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { remembered } from "./remembered.ts";

const CHARACTER = String.raw`[^"\\\x00-\x1f]`;
const INSTANT = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)`;
const DATE = String.raw`(\d{4}-\d\d-\d\d)`;
/** Decimals without exponent and needless zeros, whose billionths fit 64 bits. */
const DECIMAL = String.raw`(-?(?:0|[1-9]\d{0,8})(?:\.\d{0,8}[1-9])?)`;

const text = (longest: string): string => `"(${CHARACTER}{1,${longest}})"`;
const oneOf = (words: readonly string[]): string => `"(${words.join("|")})"`;
const maybe = (pattern: string): string => `(?:${pattern})?`;

/** On events that belong to a trace: a client's own, or else the one that is stamped last; no column holds it. */
const TRACEPARENT = maybe(`,"traceparent":"[0-9a-f-]{55}"`);

/** A recorded observation exactly as ingest writes it; whoever writes it in another way is read the long way. */
const PLAIN = new RegExp(
  [
    String.raw`^\{"specversion":"1\.0","id":${text("200")},"source":${text("300")}`,
    String.raw`,"type":"milepost\.observation\.recorded\.v1"`,
    maybe(`,"subject":"${CHARACTER}{1,500}"`),
    `,"time":"${INSTANT}","actor":${text("200")},"recordedtime":"${INSTANT}"`,
    maybe(`,"runid":${text("500")}`),
    maybe(String.raw`,"sourceline":"([1-9]\d{0,14})"`),
    TRACEPARENT,
    String.raw`,"data":\{"kpi":${text("200")},"series":(\{[^{}\\]*\}),"period":"(${CHARACTER}{4,20})"`,
    `,"kind":${oneOf(OBSERVATION_KINDS)},"value":"${DECIMAL}"`,
    maybe(`,"numerator":"${DECIMAL}"`),
    maybe(`,"denominator":"${DECIMAL}"`),
    maybe(`,"unit":${text("50")}`),
    `,"completeness":${oneOf(COMPLETENESS)}`,
    maybe(`,"knownAt":"${INSTANT}"`),
    String.raw`,"judged":\{"rules":"${CHARACTER}*","kpiVersion":([1-9]\d{0,8}),"grain":${oneOf(GRAINS)}`,
    `,"periodStart":"${DATE}","periodEnd":"${DATE}","periodEndsAt":"${INSTANT}"`,
    String.raw`,"seriesSource":"(${CHARACTER}*)"\}\}`,
    TRACEPARENT,
    String.raw`\}$`,
  ].join(""),
);

/** What the pattern captures, in its order. */
type Captured = readonly [
  whole: string,
  id: string,
  source: string,
  time: string,
  actor: string,
  recordedTime: string,
  runId: string | undefined,
  sourceLine: string | undefined,
  kpi: string,
  series: string,
  periodLabel: string,
  kind: string,
  value: string,
  numerator: string | undefined,
  denominator: string | undefined,
  unit: string | undefined,
  completeness: string,
  knownAt: string | undefined,
  kpiVersion: string,
  grain: string,
  periodStart: string,
  periodEnd: string,
  periodEndsAt: string,
  planSource: string,
];

/** An observation's row before it is written: instants in epoch milliseconds, dates in days since 1970, decimals as text. */
export interface PlainObservation {
  readonly kpi: string;
  readonly series: string;
  readonly grain: string;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly periodLabel: string;
  readonly periodEndsAt: number;
  readonly kind: string;
  readonly source: string;
  readonly id: string;
  readonly value: string;
  readonly numerator: string | undefined;
  readonly denominator: string | undefined;
  readonly unit: string | undefined;
  readonly kpiVersion: number;
  readonly completeness: string;
  readonly time: number;
  readonly statedKnownAt: number | undefined;
  readonly recordedAt: number;
  readonly planSource: string;
  readonly actor: string;
  readonly runId: string | undefined;
  readonly sourceLine: number | undefined;
}

/**
 * Reads an observation from its text without building the event; undefined says nothing but that the text must be
 * read the long way. Observations are nearly all of what the log holds, and this takes a quarter of the time.
 */
export function readPlainObservation(record: LogRecord): PlainObservation | undefined {
  if (record.topic !== "observations") return undefined;
  const match = PLAIN.exec(record.text);
  return match === null ? undefined : toObservation(match as unknown as Captured);
}

function toObservation(captured: Captured): PlainObservation | undefined {
  const [, id, source, time, actor, recordedTime, runId, sourceLine, kpi, seriesJson, ...rest] = captured;
  const [periodLabel, kind, value, numerator, denominator, unit, completeness, knownAt, ...judged] = rest;
  const [kpiVersion, grain, periodStart, periodEnd, periodEndsAt, planSource] = judged;
  const series = seriesOf(seriesJson);
  const instants = {
    time: instantOf(time),
    recordedAt: instantOf(recordedTime),
    periodEndsAt: instantOf(periodEndsAt),
    periodStart: daysOf(periodStart),
    periodEnd: daysOf(periodEnd),
    statedKnownAt: knownAt === undefined ? undefined : instantOf(knownAt),
  };
  if (series === null || Object.values(instants).some(Number.isNaN)) return undefined;
  return {
    ...instants,
    kpi,
    series,
    grain,
    periodLabel,
    kind,
    source,
    id,
    value,
    numerator,
    denominator,
    unit,
    kpiVersion: Number(kpiVersion),
    completeness,
    planSource,
    actor,
    runId,
    sourceLine: sourceLine === undefined ? undefined : Number(sourceLine),
  };
}

const TEXTS_REMEMBERED = 2_000;
const DAY_MS = 86_400_000;
/** What every instant and date of the tables can hold. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/** Epoch milliseconds; NaN where there is no such instant, as on 30 February. */
const instantOf = remembered(TEXTS_REMEMBERED, (iso) => {
  const instant = Date.parse(iso);
  const isInstant = instant >= EARLIEST_MS && instant < LATEST_MS && new Date(instant).toISOString() === iso;
  return isInstant ? instant : Number.NaN;
});

const daysOf = remembered(TEXTS_REMEMBERED, (date) => instantOf(`${date}T00:00:00.000Z`) / DAY_MS);

/** The series' id; null where it is none. */
const seriesOf = remembered(TEXTS_REMEMBERED, (json) => {
  const series = seriesSchema.safeParse(parsed(json));
  return series.success ? seriesKey(series.data) : null;
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
