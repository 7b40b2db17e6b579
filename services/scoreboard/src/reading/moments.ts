import {
  lastCompletePeriod,
  localDate,
  parsePeriod,
  periodBeginsAt,
  periodEndsAt,
  shiftPeriod,
} from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { z } from "zod";
import { periodOf, shiftMonth } from "../words/dates.ts";
import type { Moment } from "./readings.ts";

const MINUTE_MS = 60_000;

/** What the moment of a page follows from. */
export interface MomentInput {
  /** The deployment's clock, epoch milliseconds. */
  readonly now: number;
  readonly timeZone: string;
  /** First local date with data; null: there is none yet. */
  readonly first: string | null;
  /** The period of any grain asked for, `2014-08`, or an ISO 8601 instant; undefined: the newest month. */
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

type MonthMoment = Moment & { readonly month: Period };

/**
 * The moment of a page: of a month its end, of any other period when it was over, of an instant itself; what lies after the newest
 * month's end is the newest moment. Undefined: it has not begun, has no data, or names no moment; or it is a month that is not over.
 */
export function momentOf(input: MomentInput): MonthMoment | undefined {
  const { timeZone, asOf } = input;
  if (asOf === undefined) return monthMoment(input, newestMonth(input));
  const asked = parsePeriod(asOf, "month");
  if (asked !== undefined) return monthMoment(input, asked);
  const instant = instantAsked(asOf, input);
  if (instant === undefined) return undefined;
  const month = lastCompletePeriod(instant, "month", timeZone);
  const isOwn = month.label < newestMonth(input).label && periodEndsAt(month, timeZone) < instant;
  return isOwn ? instantMoment(input, { month, instant, asked: asOf }) : monthMoment(input, month);
}

const instantSchema = z.iso.datetime({ offset: true });

/** When what is asked for was over, or now where it is running; undefined: it is ahead, or names no moment. */
function instantAsked(asOf: string, { now, timeZone }: MomentInput): number | undefined {
  const instant = instantSchema.safeParse(asOf).success ? Date.parse(asOf) : undefined;
  if (instant !== undefined) return instant > now ? undefined : instant;
  const period = periodOf(asOf);
  if (period === undefined || periodBeginsAt(period, timeZone) > now) return undefined;
  return Math.min(now, periodEndsAt(period, timeZone));
}

function newestMonth({ now, timeZone }: MomentInput): Period {
  return lastCompletePeriod(now, "month", timeZone);
}

function monthMoment(input: MomentInput, month: Period): MonthMoment | undefined {
  const { now, timeZone } = input;
  if (!monthsToLookAt(input).includes(month.label)) return undefined;
  const latest = month.label === newestMonth(input).label;
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

interface InstantAsked {
  /** The last month that was over then. */
  readonly month: Period;
  readonly instant: number;
  readonly asked: string;
}

function instantMoment(
  { timeZone, first }: MomentInput,
  { month, instant, asked }: InstantAsked,
): MonthMoment | undefined {
  if (first === null || localDate(instant - 1, timeZone) < first) return undefined;
  const ofMonth = { month, period: month.label, previous: shiftPeriod(month, -1).label };
  return { ...ofMonth, ...sameInstants(instant), latest: false, timeZone, knownUntil: instant, asked };
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
