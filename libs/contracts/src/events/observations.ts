import { z } from "zod";
import { decimalText } from "../decimal.ts";
import { instantText } from "../envelope.ts";
import { grainSchema } from "../period.ts";
import { defineEvent } from "./define.ts";
import type { EventDefinition } from "./define.ts";

/** What a value says: what happened, what was planned, or what somebody expects. */
export const OBSERVATION_KINDS = ["actual", "planned", "forecast"] as const;
export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/** How much of the period's data is in. */
export const COMPLETENESS = ["complete", "partial", "unknown"] as const;
export type Completeness = (typeof COMPLETENESS)[number];

/** A dimension's member names one part of a KPI: `{ "plant": "ulm" }`. */
export const seriesSchema: z.ZodType<Record<string, string>, Record<string, string>> = z.record(
  z.string().regex(/^[a-z][a-z0-9_-]*$/, "dimension names are lower-case words"),
  z.string().regex(/^[^=,\s][^=,]*$/, "a member may not be empty or hold '=' or ','"),
);

/** A series' id: its sorted `dimension=member` list, empty for the total. */
export function seriesKey(series: Readonly<Record<string, string>>): string {
  const names = Object.keys(series);
  if (names.length === 0) return "";
  return names
    .toSorted()
    .map((name) => `${name}=${series[name]}`)
    .join(",");
}

/** What ingest decided about an observation before it was appended; never judged again. */
export const judgementSchema = z.object({
  /** Version of the rules that judged. */
  rules: z.string(),
  kpiVersion: z.int().positive(),
  grain: grainSchema,
  periodStart: z.iso.date(),
  periodEnd: z.iso.date(),
  /** The instant at which the period is over in the KPI's time zone; absent: midnight UTC after `periodEnd`. */
  periodEndsAt: instantText.optional(),
  /** The source that the plan names for the series; empty when it names none. */
  seriesSource: z.string(),
});
export type Judgement = z.infer<typeof judgementSchema>;

const identity = {
  kpi: z.string().min(1).max(200),
  series: seriesSchema.default({}),
  period: z.string().min(4).max(20),
  kind: z.enum(OBSERVATION_KINDS).default("actual"),
  knownAt: instantText.optional(),
  judged: judgementSchema.optional(),
} as const;

/** Data of `milepost.observation.recorded.v1`. */
export const observationRecordedData = z.looseObject({
  ...identity,
  value: decimalText,
  /** Both or none: `value` is their quotient, of a ratio in percent 100 times it. */
  numerator: decimalText.optional(),
  denominator: decimalText.optional(),
  unit: z.string().max(50).optional(),
  completeness: z.enum(COMPLETENESS).default("complete"),
});
export type ObservationRecordedData = z.infer<typeof observationRecordedData>;

/** Data of `milepost.observation.retracted.v1`: the period's current value becomes unknown. */
export const observationRetractedData = z.looseObject({
  ...identity,
  reason: z.string().max(500).optional(),
});
export type ObservationRetractedData = z.infer<typeof observationRetractedData>;

export const observationRecorded: EventDefinition<
  "milepost.observation.recorded.v1",
  ObservationRecordedData
> = defineEvent("milepost.observation.recorded.v1", "observations", observationRecordedData);

export const observationRetracted: EventDefinition<
  "milepost.observation.retracted.v1",
  ObservationRetractedData
> = defineEvent("milepost.observation.retracted.v1", "observations", observationRetractedData);
