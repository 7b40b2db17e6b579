import { z } from "zod";
import { durationText } from "./kpi.ts";

const NAMED = { weekly: "P7D", biweekly: "P14D", monthly: "P1M", quarterly: "P3M" } as const;

/** After a goal's cadence, as long again as a week before silence counts as such. */
const DEFAULT_GRACE = "P7D";

/** How often people look at a goal: a word, or a duration such as `P10D`. */
export const cadenceSchema = z.union([z.enum(["weekly", "biweekly", "monthly", "quarterly"]), durationText]);
export type Cadence = z.infer<typeof cadenceSchema>;

/** A cadence as an ISO 8601 duration. */
export function cadenceDuration(cadence: Cadence): string {
  return NAMED[cadence as keyof typeof NAMED] ?? cadence;
}

/** For how much longer than its cadence silence about a goal is no gap yet, as an ISO 8601 duration. */
export function graceOf({ grace = DEFAULT_GRACE }: { readonly grace?: string | undefined }): string {
  return grace;
}
