import type { Grain, NoOption } from "@milepost/contracts";
import { MOST_PERIODS_AHEAD } from "../path-case.ts";
import { periodsLeft } from "../measured-goal.ts";
import { dueLater } from "./goal-variant.ts";
import { changed, isHelp, whyNone } from "./sought.ts";
import type { Found, Sought } from "./sought.ts";
import { variantChances } from "./variant-chances.ts";

/** A date later than a year (of days, a quarter) is another goal; so is one that makes the window more than twice as long. */
const LATEST: Readonly<Record<Grain, number>> = { day: 92, week: 52, month: 12, quarter: 4, year: 2 };
/** Dates beside the earliest one that helps. */
const MORE_DATES = 2;

/**
 * The earliest later due date that helps, and the next ones that do; or why there is none. A forecast and ninety dates are
 * long for whoever waits meanwhile: it stops after each.
 */
export function* dateOptions(sought: Sought): Generator<void, Found<"date">> {
  const { basis, reading, mark } = sought;
  const { measured, index } = basis.goalCase;
  const none = (reason: NoOption["reason"], triedTo: string | null): Found<"date"> => ({
    options: [],
    none: [{ kind: "date", reason, triedTo }],
  });
  if (measured.kpi.restarts === "year") return none("starts_again", null);
  const left = periodsLeft(measured, index);
  const latest = Math.min(LATEST[measured.kpi.grain], measured.periods.length, MOST_PERIODS_AHEAD - left);
  if (latest < 1) return none(whyNone(sought), null);
  const chanceOf = variantChances(basis, latest);
  const options: Found<"date">["options"][number][] = [];
  for (let later = 1; later <= latest && options.length <= MORE_DATES; later += 1) {
    yield;
    const variant = dueLater(measured, reading, later);
    const pHit = chanceOf(variant);
    if (pHit === null || !isHelp(sought, pHit)) continue;
    const { due, line } = variant;
    const id = `date-${due.end}-${mark}`;
    options.push({
      option: id,
      kind: "date",
      dueOn: due.end,
      duePeriod: due.label,
      ...changed(sought, pHit),
      line,
    });
  }
  if (options.length > 0) return { options, none: [] };
  return none(whyNone(sought), dueLater(measured, reading, latest).due.end);
}
