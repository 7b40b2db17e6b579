import type { Alerting } from "@milepost/contracts";
import { z } from "zod";
import type { TriedThresholds } from "../../compose.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { UNFILLED } from "../forms/filled-form.ts";

const CHANCE = "write a chance in percent, from 0 to 100";
const PERIODS = "write a whole number of periods, from 1 to 12";
const MOST_PERIODS = 12;
/** Digits after the point of a chance that is tried. */
const CHANCE_DIGITS = 6;
/** Significant digits that binary fractions keep in any calculation. */
const FLOAT_DIGITS = 12;

/** Fields of the form that tries thresholds: chances in percent, as people say them. */
export const TRY_FIELDS = ["raiseBelow", "clearAbove", "periods"] as const;
export const tryQuery = {
  raiseBelow: z.string().optional(),
  clearAbove: z.string().optional(),
  periods: z.string().optional(),
};

const chance = z
  .string(CHANCE)
  .trim()
  .min(1, CHANCE)
  .transform(Number)
  .pipe(z.number(CHANCE).min(0, CHANCE).max(100, CHANCE));
const bounded = z.object({
  raiseBelow: chance,
  clearAbove: chance,
  periods: z
    .string(PERIODS)
    .trim()
    .min(1, PERIODS)
    .transform(Number)
    .pipe(z.int(PERIODS).min(1, PERIODS).max(MOST_PERIODS, PERIODS)),
});
/** Where a field is out of bounds nothing is said of how it stands to another one. */
const fields = bounded.pipe(
  z
    .object({ raiseBelow: z.number(), clearAbove: z.number(), periods: z.number() })
    .refine(({ raiseBelow, clearAbove }) => clearAbove >= raiseBelow, {
      path: ["clearAbove"],
      message: "write at least what alerts are raised below: one would be raised and cleared at once",
    }),
);

/** What a form that tries thresholds was sent with. */
export interface AskedThresholds {
  readonly filled: FilledForm;
  /** Null: nothing was asked, or it cannot be tried. */
  readonly tried: TriedThresholds | null;
}

/** Reads the thresholds that a page's address asks for; without any the form stands as the plan says. */
export function askedThresholds(
  query: Readonly<Partial<Record<(typeof TRY_FIELDS)[number], string | undefined>>>,
  { raiseBelow, clearAbove, periods }: Pick<Alerting, "raiseBelow" | "clearAbove" | "periods">,
): AskedThresholds {
  if (TRY_FIELDS.every((name) => query[name] === undefined)) {
    const typed = {
      raiseBelow: percentText(raiseBelow),
      clearAbove: percentText(clearAbove),
      periods: String(periods),
    };
    return { filled: { ...UNFILLED, typed }, tried: null };
  }
  const typed = Object.fromEntries(TRY_FIELDS.map((name) => [name, query[name] ?? ""]));
  const asked = fields.safeParse(typed);
  if (asked.success) {
    const { raiseBelow: below, clearAbove: above, periods: inRow } = asked.data;
    const tried = { raiseBelow: chanceOf(below), clearAbove: chanceOf(above), periods: inRow };
    return { filled: { typed, problems: {} }, tried };
  }
  const problems = asked.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]);
  return { filled: { typed, problems: Object.fromEntries(problems) }, tried: null };
}

/** A chance from 0 to 1 of what was typed in percent: what is tried, and what the lines for the plan file say. */
export function chanceOf(percent: number): number {
  return Number((percent / 100).toFixed(CHANCE_DIGITS));
}

/** A chance from 0 to 1 in percent: all its digits, without what binary fractions add. */
function percentText(chance: number): string {
  return String(Number((100 * chance).toPrecision(FLOAT_DIGITS)));
}
