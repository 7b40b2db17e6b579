import { localDate } from "@milepost/contracts";
import type { AlertEventStep } from "../reading/alert-life.ts";
import { longDateText, periodText } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import type { Finding, Gap } from "./gap.ts";
import { gapOf, untold } from "./gap.ts";
import type { PastGoal, PastPeriod } from "./past-goal.ts";
import { silences } from "./silences.ts";

/** Periods that a sentence names before it counts the rest. */
const PERIODS_NAMED = 4;
/** Silences that are named before the rest is counted. */
const SILENCES_NAMED = 4;
const NO_ALERT = "It cannot be told: no alert reached anybody while the goal was open.";

/** What was missing in how a missed goal was looked after, by five rules; each names the events that show it. */
export function gapsOf(past: PastGoal): readonly Gap[] {
  return [ownerGap(past), trackingGap(past), cadenceGap(past), feedbackGap(past), incentiveGap(past)];
}

/** Owner: an alert that nobody took on, or not in time; or somebody else became accountable meanwhile. */
function ownerGap(past: PastGoal): Gap {
  const reached = reachedSteps(past);
  const changes = [...past.owners.map(({ event }) => event), ...eventsOf(reached, "reassigned")];
  const findings = [
    finding(neverTakenOn(reached), (count) => `${counted(count, "alert")} was never taken on.`),
    finding(
      eventsOf(reached, "escalated"),
      (count) => `It went up the chain ${times(count)}, since nobody had answered in time.`,
    ),
    past.owners.length > 0
      ? finding(changes, () => `Its owner changed ${times(past.owners.length)} while it was open.`)
      : finding(changes, (count) => `Whoever had its alerts had to be replaced ${times(count)}.`),
  ];
  if (reached.length === 0 && changes.length === 0) return untold("owner", NO_ALERT);
  return gapOf("owner", findings, "One person was accountable throughout and took every alert on in time.");
}

/** Tracking: periods of the window without a value, or whose value came late. */
function trackingGap({ periods, endedAt, timeZone }: PastGoal): Gap {
  if (periods === null) {
    return untold("tracking", "It cannot be told: its values are worked out from those of other series.");
  }
  const missing = periods.filter(({ first }) => first === null);
  const late = periods.filter(({ first, dueAt }) => first !== null && first.at > dueAt);
  const of = counted(periods.length, "period");
  const findings = [
    missing.length === 0
      ? null
      : {
          words: `${named(missing)}, ${missing.length} of ${of}, had no value by ${longDateText(localDate(endedAt, timeZone))}.`,
          events: missing.flatMap(({ assessment }) => assessment ?? []),
        },
    late.length === 0
      ? null
      : {
          words: `The value of ${named(late)}, ${late.length} of ${of}, came late.`,
          events: late.flatMap(({ first }) => first?.event ?? []),
        },
  ];
  return gapOf("tracking", findings, "Every period had its value in time.");
}

/** Cadence: nobody said anything for longer than the cadence; without one, only while an alert was open. */
function cadenceGap(past: PastGoal): Gap {
  const { asked, timeZone } = past;
  if (asked === null && reachedSteps(past).length === 0) return untold("cadence", NO_ALERT);
  const date = (instant: number): string => longDateText(localDate(instant, timeZone));
  const all = silences(past);
  const when = asked === null ? ", while an alert was open" : "";
  const findings = all.slice(0, SILENCES_NAMED).map(({ from, to }) => ({
    words: `Nobody said anything from ${date(from.at)} to ${date(to.at)}${when}.`,
    events: [from.event, to.event].filter((event) => event !== null),
  }));
  const more = all.slice(SILENCES_NAMED).flatMap(({ from, to }) => [from.event, to.event]);
  const rest = finding(
    more.filter((event) => event !== null),
    () => `So it was ${times(all.length - SILENCES_NAMED)} more.`,
  );
  const otherwise =
    asked === null
      ? "While alerts were open, somebody said something in time."
      : "Somebody said something in time throughout.";
  return gapOf("cadence", [...findings, rest], otherwise);
}

/** Feedback: an alert without a plan, or one that came up again because its plan had not helped. */
function feedbackGap(past: PastGoal): Gap {
  const reached = reachedSteps(past);
  if (reached.length === 0) return untold("feedback", NO_ALERT);
  const reopened = reached.filter(({ step }) => step === "reopened");
  const unanswered = reopened.filter(
    (again) =>
      !reached.some(({ step, alert, at }) => isWord(step) && alert === again.alert && at >= again.at),
  );
  const after = unanswered.length === 0 ? "" : ` ${unanswered.length} of these reviews nobody answered.`;
  const findings = [
    finding(neverTakenOn(reached), (count) => `${counted(count, "alert")} never had a plan.`),
    finding(
      reopened.map(({ event }) => event),
      (count) =>
        `At ${counted(count, "review date")} the chance had not improved, and the alert came up again.${after}`,
    ),
  ];
  return gapOf("feedback", findings, "Every alert had a plan, and at each review the chance had improved.");
}

/** Incentive: the plan says that nobody's pay depends on a committed goal; silent plans say nothing. */
function incentiveGap({ incentive: { event, linked }, commitment }: PastGoal): Gap {
  if (linked === null)
    return untold(
      "incentive",
      "It cannot be told: the plan does not say whether pay depends on it (incentiveLinked).",
    );
  if (linked) return gapOf("incentive", [], "The plan says that pay depends on it.");
  if (commitment === "aspirational")
    return gapOf("incentive", [], "It is aspirational: no pay should depend on it, and none does.");
  const words = "The plan says that nobody's pay depends on it.";
  return gapOf("incentive", [{ words, events: event === null ? [] : [event] }], words);
}

/** Steps of alerts that reached somebody: those of backtests never did. */
function reachedSteps({ steps }: PastGoal): readonly AlertEventStep[] {
  const reached = new Set(
    steps.filter(({ step, backtest }) => step === "raised" && !backtest).map(({ alert }) => alert),
  );
  return steps.filter(({ alert }) => reached.has(alert));
}

/** Event ids of the alerts that were raised and that nobody ever took on. */
function neverTakenOn(steps: readonly AlertEventStep[]): readonly string[] {
  const taken = new Set(steps.filter(({ step }) => step === "acknowledged").map(({ alert }) => alert));
  return steps.filter(({ step, alert }) => step === "raised" && !taken.has(alert)).map(({ event }) => event);
}

function eventsOf(steps: readonly AlertEventStep[], step: string): readonly string[] {
  return steps.filter((one) => one.step === step).map(({ event }) => event);
}

function isWord(step: string): boolean {
  return step === "acknowledged" || step === "snoozed";
}

function finding(events: readonly string[], words: (count: number) => string): Finding | null {
  return events.length === 0 ? null : { words: words(events.length), events };
}

function named(periods: readonly PastPeriod[]): string {
  const shown = periods.slice(0, PERIODS_NAMED).map(({ period }) => periodText(period));
  const more = periods.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
