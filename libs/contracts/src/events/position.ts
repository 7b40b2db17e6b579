import { z } from "zod";

/** First unread offset per `<topic>/<partition>`: everything below was seen. */
export const positionSchema = z.record(z.string(), z.int().nonnegative());
export type Position = z.infer<typeof positionSchema>;
