import type { Goal } from "@milepost/contracts";
import {
  addDuration,
  cadenceDuration,
  dateStartsAt,
  graceOf,
  localDate,
  windowDates,
} from "@milepost/contracts";

const DAY_MS: number = 24 * 3_600_000;

/** Where silence about a goal stands on a day; instants in epoch milliseconds. */
export interface Silence {
  /** The beginning of the day, at which it is judged. */
  readonly asOf: number;
  /** Since when the goal is there and its window has begun. */
  readonly existsSince: number;
  /** When its cadence and grace are over: from the last event on, else since it is there. */
  readonly since: number;
  /** Whether that is over: exactly as long is not too long. */
  readonly isStale: boolean;
  /** Local dates that have passed since the last event, else since it is there. */
  readonly days: number;
  /** Those that applied, as ISO 8601 durations. */
  readonly cadence: string;
  readonly grace: string;
}

/** What silence about a goal is judged by; instants in epoch milliseconds. */
export interface SilenceFacts {
  readonly goal: Goal;
  readonly timeZone: string;
  readonly definedAt: number;
  /** When something last happened about it; undefined: nothing ever did. */
  readonly lastAt: number | undefined;
  readonly now: number;
}

/**
 * Judges how long nothing came in about a goal, once a day: at the beginning of the day that `now` lies in, in the goal's
 * time zone, so that all that goes stale on a day does so together. Null: the plan does not say how often people look at
 * it, or its window is not open.
 */
export function silenceOf({ goal, timeZone, definedAt, lastAt, now }: SilenceFacts): Silence | null {
  if (goal.cadence === undefined) return null;
  const today = localDate(now, timeZone);
  const { from, to } = windowDates(goal.window);
  if (today < from || today > to) return null;
  const asOf = dateStartsAt(today, timeZone);
  const existsSince = Math.max(definedAt, dateStartsAt(from, timeZone));
  const begins = Math.max(existsSince, lastAt ?? existsSince);
  const [cadence, grace] = [cadenceDuration(goal.cadence), graceOf(goal)];
  const since = addDuration(addDuration(begins, cadence, timeZone), grace, timeZone);
  const days = daysBetween(lastAt ?? existsSince, asOf, timeZone);
  return { asOf, existsSince, since, isStale: since < asOf, days, cadence, grace };
}

/** Instants of clocks that are changed lie at most so far from where they would lie. */
const CLOCKS_MS: number = 2 * 3_600_000;
/** February is the shortest month, and whatever is counted in months is shortest from its beginning. */
const FEBRUARY: number = Date.UTC(1970, 1, 1);

/** How long silence about a goal may last at least, in milliseconds, whatever the calendar says. */
export function shortestSilence({ cadence = "P0D", grace }: Pick<Goal, "cadence" | "grace">): number {
  const spans = [cadenceDuration(cadence), graceOf({ grace })].map(
    (duration) => addDuration(FEBRUARY, duration, "UTC") - FEBRUARY,
  );
  return spans.reduce((sum, span) => sum + span, -CLOCKS_MS);
}

/** Local dates from one instant's to another's. */
function daysBetween(from: number, to: number, timeZone: string): number {
  const [first, last] = [from, to].map((instant) => Date.parse(localDate(instant, timeZone)));
  return Math.max(0, Math.round(((last ?? 0) - (first ?? 0)) / DAY_MS));
}
