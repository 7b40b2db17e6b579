import { lastCompletePeriod, parsePeriod, periodEndsAt, shiftPeriod } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { shiftMonth } from "../words/dates.ts";
import type { Moment } from "./readings.ts";

const MINUTE_MS = 60_000;

/** What the moment of a page follows from. */
export interface MomentInput {
  /** The deployment's clock, epoch milliseconds. */
  readonly now: number;
  readonly timeZone: string;
  /** First local date with data; null: there is none yet. */
  readonly first: string | null;
  /** The month asked for, `2014-08`; undefined: the newest. */
  readonly asOf: string | undefined;
}

/** The time zone that a deployment's months begin in: that of its default calendar. */
export function deploymentTimeZone(plan: PlanState): string {
  const calendar = plan.calendars.get("default") ?? plan.calendars.values().next().value;
  return calendar?.definition.timeZone ?? "UTC";
}

/** The months that may be looked at, newest first: from the first data to the last month that is over. */
export function monthsToLookAt({ now, timeZone, first }: MomentInput): readonly string[] {
  const newest = lastCompletePeriod(now, "month", timeZone);
  const oldest = first === null ? newest.label : first.slice(0, 7);
  const months = [newest.label];
  for (let month = shiftMonth(newest.label, -1); month >= oldest; month = shiftMonth(month, -1))
    months.push(month);
  return months;
}

/** The moment of a page; undefined when that month is not over yet, has no data, or is no month. */
export function momentOf(input: MomentInput): (Moment & { readonly month: Period }) | undefined {
  const { now, timeZone, asOf } = input;
  const newest = lastCompletePeriod(now, "month", timeZone);
  const month = asOf === undefined ? newest : parsePeriod(asOf, "month");
  if (month === undefined || !monthsToLookAt(input).includes(month.label)) return undefined;
  const latest = month.label === newest.label;
  const end = periodEndsAt(month, timeZone);
  return {
    month,
    period: month.label,
    previous: shiftPeriod(month, -1).label,
    // Nothing is known ahead of the clock, so that everybody may share the answers of one minute.
    instant: latest ? Math.ceil(now / MINUTE_MS) * MINUTE_MS : end,
    overBy: latest ? Math.floor(now / MINUTE_MS) * MINUTE_MS : end,
    latest,
    timeZone,
  };
}

/**
 * A scorecard at a moment stands at its month: one that is labelled by it holds no figures of the next one. Most figures of a month
 * come after its end, so what counts is what could be known while it was the newest month, at most until an instant that was asked
 * for (ADR 66).
 */
export function scorecardMoment(moment: Moment): Moment {
  const { latest, instant, overBy, knownUntil = Number.POSITIVE_INFINITY } = moment;
  const last = latest ? { instant, overBy } : sameInstants(monthEnd(moment, 1) - 1);
  return {
    ...moment,
    ofMonth: true,
    instant: Math.min(last.instant, knownUntil),
    overBy: Math.min(last.overBy, knownUntil),
  };
}

function sameInstants(instant: number): Pick<Moment, "instant" | "overBy"> {
  return { instant, overBy: instant };
}

/** When the month that lies so many months from the moment's was over (negative: before it), in epoch milliseconds. */
export function monthEnd({ period, timeZone }: Pick<Moment, "period" | "timeZone">, months: number): number {
  const month = parsePeriod(period, "month") as Period;
  return periodEndsAt(shiftPeriod(month, months), timeZone);
}
