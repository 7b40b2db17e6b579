import { addDuration } from "@milepost/contracts";
import type { AlertEventStep } from "../reading/alert-life.ts";
import type { Asked, Mark, PastGoal } from "./past-goal.ts";

/** A time in which nobody said anything. */
export interface Silence {
  readonly from: Mark;
  /** Its event is null where the window's end, or the goal's, ended it. */
  readonly to: Until;
}

interface Until extends Pick<Mark, "at"> {
  readonly event: string | null;
}

const WORDS: readonly string[] = ["acknowledged", "snoozed"];
const ENDS: readonly string[] = ["cleared", "closed"];

/**
 * The silences of people that were longer than the cadence: of a goal that has one from when it was asked for until its
 * window is over, of others while an alert that reached somebody was open; from there or somebody's word to the next word about the
 * goal, or to that end.
 */
export function silences(past: PastGoal): readonly Silence[] {
  const { asked, steps, checkIns, silenceAfter, timeZone, endedAt } = past;
  const later = (from: number, durations: readonly string[]): number =>
    durations.reduce((at, duration) => addDuration(at, duration, timeZone), from);
  const latest = (from: number): number =>
    asked === null ? later(from, silenceAfter) : latestAsked(asked, from, later);
  const words = [...steps.filter(({ step }) => WORDS.includes(step)), ...checkIns];
  const found =
    asked === null ? whileAlerted(steps, words) : spans(asked, words, { event: null, at: asked.until });
  const long = found.filter(({ from, to }) => from.at < endedAt && latest(from.at) < to.at);
  // Two alerts may have been open through the same silence.
  return [...new Map(long.map((one) => [`${one.from.event} ${one.to.event}`, one])).values()];
}

/** Until when somebody has to say something after a word: another cadence counts from when the plan said it, and moves no date that had come by then. */
function latestAsked(
  { paces }: Asked,
  from: number,
  later: (from: number, durations: readonly string[]) => number,
): number {
  let due = Number.POSITIVE_INFINITY;
  let grace = "P0D";
  let before = "";
  for (const pace of paces) {
    if (due <= pace.since) break;
    if (pace.every !== before) due = later(Math.max(from, pace.since), [pace.every]);
    before = pace.every;
    grace = pace.grace;
  }
  return later(due, [grace]);
}

function whileAlerted(steps: readonly AlertEventStep[], words: readonly Mark[]): readonly Silence[] {
  return steps
    .filter(({ step, backtest }) => step === "raised" && !backtest)
    .flatMap((raised) => {
      const end = steps.find(({ alert, step }) => alert === raised.alert && ENDS.includes(step));
      return end === undefined ? [] : spans(raised, words, end);
    });
}

function spans(from: Mark, words: readonly Mark[], end: Until): readonly Silence[] {
  const within = words
    .filter(({ at }) => at > from.at && at < end.at)
    .toSorted((left, right) => left.at - right.at);
  const ends: readonly Until[] = [...within, end];
  return [from, ...within].map((mark, index) => ({ from: mark, to: ends[index] as Until }));
}
