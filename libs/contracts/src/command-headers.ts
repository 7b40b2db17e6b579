import { z } from "zod";

/** Longest idempotency key, in characters. */
const MAX_KEY_CHARACTERS = 100;

/** Headers that every command takes: the same key again gives the same answer and has no second effect. */
export const commandHeaders = z.looseObject({
  "idempotency-key": z
    .string()
    .min(1)
    .max(MAX_KEY_CHARACTERS)
    .optional()
    .describe(
      "Repeating a command with the same key gives the same answer and has no second effect; what people say is refused (409) when the key was used for the same kind of word about the same goal, alert or review with other contents",
    ),
  "milepost-actor": z.string().min(1).max(100).optional().describe("Who gives the command: a person's id"),
});
