import { z } from "zod";

/** An ISO 8601 instant with zone, as CloudEvents writes `time`. */
export const instantText = z.iso.datetime({ offset: true });

/** CloudEvents 1.0 attributes that every event carries, before the log stamps it. */
export const envelopeShape = {
  specversion: z.literal("1.0"),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(300),
  subject: z.string().max(500).optional(),
  time: instantText,
  datacontenttype: z.string().optional(),
  actor: z.string().max(200).optional(),
  causationid: z.string().max(200).optional(),
  traceparent: z.string().max(100).optional(),
} as const;

/** What Milepost stamps on an event before it is appended. */
export interface Stamps {
  /** Append time by the deployment's clock, ISO 8601 UTC with milliseconds. */
  readonly recordedtime: string;
  readonly actor: string;
  readonly causationid?: string;
  readonly traceparent?: string;
}

/** A CloudEvent whose data has the given shape. */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  readonly subject?: string | undefined;
  /** Source's revision time, ISO 8601 UTC. */
  readonly time: string;
  readonly datacontenttype?: string | undefined;
  readonly actor?: string | undefined;
  readonly causationid?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly recordedtime?: string | undefined;
  readonly data: Data;
}
