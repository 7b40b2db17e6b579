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

const UNITS: Readonly<Record<string, string>> = {
  Y: "year",
  M: "month",
  W: "week",
  D: "day",
  TH: "hour",
  TM: "minute",
  TS: "second",
};

/** An ISO 8601 duration in words: `P1M` is `1 month`, `P1DT12H` is `1 day and 12 hours`. */
export function durationInWords(duration: string): string {
  const [days = "", time = ""] = duration.slice(1).split("T");
  const partsOf = (text: string, before: string): readonly string[] =>
    [...text.matchAll(/([\d.,]+)([A-Z])/g)].map(([, count = "", letter = ""]) => {
      const unit = UNITS[`${before}${letter}`] ?? letter;
      return `${count} ${unit}${count === "1" ? "" : "s"}`;
    });
  return [...partsOf(days, ""), ...partsOf(time, "T")].join(" and ");
}
