import { z } from "zod";

/** The query of an answer that takes none: a field that means something elsewhere is refused with where to ask instead. */
export function noQuery(instead: string): z.ZodType<Record<string, never>> {
  return z.strictObject({}, { error: ({ code }) => (code === "unrecognized_keys" ? instead : undefined) });
}
