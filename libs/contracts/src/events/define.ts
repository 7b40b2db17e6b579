import { z } from "zod";
import type { CloudEvent } from "../envelope.ts";
import { envelopeShape } from "../envelope.ts";
import type { Topic } from "../topics.ts";

/** What the log needs to know of one event type: its name, its topic and the shape of its data. */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly topic: Topic;
  readonly data: z.ZodType<Data>;
  /** The whole envelope as it stands in the log. */
  readonly schema: z.ZodType<CloudEvent<Type, Data>>;
}

/** Declares an event type of the log; unknown fields of the envelope and of its data are preserved. */
export function defineEvent<const Type extends string, Data>(
  type: Type,
  topic: Topic,
  data: z.ZodType<Data>,
): EventDefinition<Type, Data> {
  const schema = z.looseObject({
    ...envelopeShape,
    type: z.literal(type),
    recordedtime: z.iso.datetime({ offset: true }).optional(),
    data,
  });
  return { type, topic, data, schema: schema as unknown as z.ZodType<CloudEvent<Type, Data>> };
}
