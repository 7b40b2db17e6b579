import { addDuration } from "@milepost/contracts";
import type { AlertEventStep } from "../reading/alert-life.ts";
import type { Mark, PastGoal } from "./past-goal.ts";

/** A time in which an alert was open and nobody said anything. */
export interface Silence {
  readonly from: Mark;
  readonly to: Mark;
}

const WORDS: readonly string[] = ["acknowledged", "snoozed"];
const ENDS: readonly string[] = ["cleared", "closed"];

/**
 * The silences of people while an alert that reached somebody was open, that were longer than the cadence: from the alert
 * or somebody's word to the next word about the goal, or to the alert's end.
 */
export function silences({ steps, checkIns, silenceAfter, timeZone, endedAt }: PastGoal): readonly Silence[] {
  const latest = (from: number): number =>
    silenceAfter.reduce((at, duration) => addDuration(at, duration, timeZone), from);
  const words = [...steps.filter(({ step }) => WORDS.includes(step)), ...checkIns];
  const found = steps
    .filter(({ step, backtest }) => step === "raised" && !backtest)
    .flatMap((raised) => {
      const end = steps.find(({ alert, step }) => alert === raised.alert && ENDS.includes(step));
      return end === undefined ? [] : spans(raised, words, end);
    })
    .filter(({ from, to }) => from.at < endedAt && latest(from.at) < to.at);
  // Two alerts may have been open through the same silence.
  return [...new Map(found.map((one) => [`${one.from.event} ${one.to.event}`, one])).values()];
}

function spans(raised: AlertEventStep, words: readonly Mark[], end: Mark): readonly Silence[] {
  const within = words
    .filter(({ at }) => at > raised.at && at < end.at)
    .toSorted((left, right) => left.at - right.at);
  const marks: readonly Mark[] = [raised, ...within, end];
  return marks.slice(1).map((to, index) => ({ from: marks[index] as Mark, to }));
}
