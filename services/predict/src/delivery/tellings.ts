import type { AlertRaisedData, ToldItem } from "@milepost/contracts";
import { localDate } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import { isTakenOn, occasionOf } from "../alerts/alert-occasion.ts";
import type { Occasion } from "../alerts/alert-occasion.ts";
import { chanceText, inPeriod } from "../alerts/alert-words.ts";
import { holderOf } from "../alerts/known-alert.ts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import { occasionHeadline, occasionWhy } from "../alerts/occasion-words.ts";
import type { Ledger } from "../ledger.ts";
import { answerLines } from "../alerts/answer-lines.ts";
import { alertedBy } from "../reach.ts";
import { openReviews } from "../reviews/review-tellings.ts";
import type { ReviewState } from "../reviews/review-state.ts";
import type { GoalEvents } from "../silence/goal-events.ts";
import { silentGoals } from "../silence/silence-tellings.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { isLastChance } from "./last-chance.ts";
import type { Addressees } from "./recipients.ts";
import { optionLines } from "../options/option-lines.ts";
import { pausesInForce, preferencesOf, whoIsTold } from "./recipients.ts";

/** Something that one person must be told; its `telling` is told once. */
export interface Telling extends ToldItem {
  readonly person: string;
  /** What it is about where that is neither an alert, nor a review, nor a channel. */
  readonly about?: "silence";
  /** It does not wait for the next week's budget. */
  readonly isUrgent?: boolean;
}

/** Something that waits to be told; its words are made only where it is: thousands may wait. */
export interface Waiting extends Pick<Telling, "telling" | "person" | "isUrgent"> {
  readonly compose: () => Telling;
}

/** What tellings are found in. */
export interface TellingView extends Addressees {
  readonly ledger: Ledger;
  readonly deliveries: DeliveryState;
  readonly reviews: ReviewState;
  readonly goalEvents: GoalEvents;
}

/** Finds what is to be told of one kind; what is told already may be left out. */
export type TellingSource = (view: TellingView) => readonly Waiting[];

/** Months of chances that a chart shows. */
const CHANCES_SHOWN = 12;

/** Everything that must be told to a person comes from one of these. */
const SOURCES: readonly TellingSource[] = [waitingAlerts, openReviews, silentGoals, pausedChannels];

/** What has to be told and is in no message yet, to people who are told by more than the page. */
export function openTellings(view: TellingView): readonly Waiting[] {
  if (view.plan.recipients.size === 0) return [];
  const open = SOURCES.flatMap((source) => source(view));
  return open.filter(({ person, telling }) => {
    const isTold = view.deliveries.isTold(telling);
    return !isTold && (preferencesOf(view.plan, person)?.channels.length ?? 0) > 0;
  });
}

/** Alerts that wait for the person they are with, raised or come up again, once the page has told them. */
function waitingAlerts(view: TellingView): readonly Waiting[] {
  const found: Waiting[] = [];
  for (const data of view.deliveries.alerts()) {
    const known = view.ledger.alertsOf(data.goal).find(({ alert }) => alert === data.alert);
    const occasion = known === undefined ? null : occasionOf(known);
    if (known === undefined || occasion === null || isTakenOn(known, occasion)) continue;
    const telling = `${occasion.id}/${occasion.kind}`;
    if (!known.told.includes(occasion.id) || view.deliveries.isTold(telling)) continue;
    const goal = currentId(view.plan, "goal", data.goal);
    const person = whoIsTold(view, holderOf(known).person, goal);
    if (person === null) continue;
    const isUrgent = occasion.kind === "escalated" || isLastChance(data);
    const compose = (): Telling => ({
      telling,
      person,
      isUrgent,
      ...alertItem(view, known, { data: { ...data, goal }, occasion }),
    });
    found.push({ telling, person, isUrgent, compose });
  }
  return found;
}

function alertItem(
  view: TellingView,
  known: KnownAlert,
  { data, occasion }: { readonly data: AlertRaisedData; readonly occasion: Occasion },
): Omit<ToldItem, "telling"> {
  const chances = chancesOf(view.ledger, data.goal);
  return {
    alert: data.alert,
    goal: data.goal,
    headline: occasionHeadline(occasion.kind, data.headline),
    lines: [
      ...againLines(occasion, chances),
      ...linesOf(data),
      ...possibleLines(view, data),
      ...answerLines(known, view.plan),
    ],
    page: `/alerts/${data.alert}`,
    chances,
    raiseBelow: data.raiseBelow,
  };
}

/** What can be done about it, as far as it was weighed. */
function possibleLines(
  { ledger, plan }: TellingView,
  { alert, goal: id, period }: AlertRaisedData,
): readonly string[] {
  const goal = plan.goals.get(id)?.definition;
  const kpi = plan.kpis.get(goal?.measure.kpi ?? "")?.definition;
  return goal === undefined || kpi === undefined
    ? []
    : optionLines(ledger.options(alert), { goal, kpi }, period);
}

/** Why an alert comes up again, and where its goal stands now: its own words are of the day it was raised. */
function againLines({ kind }: Occasion, chances: ToldItem["chances"]): readonly string[] {
  const why = occasionWhy(kind);
  if (why === null) return [];
  const newest = chances.at(-1);
  if (newest === undefined) return [why];
  const stands = newest.chance === null ? "cannot be told" : `is ${chanceText(newest.chance)}`;
  return [why, `The chance ${stands} ${inPeriod(newest.period)}; when the alert was raised:`];
}

/** Channels that take nothing any more: whoever looks after the channel, or after the data of what was not told, is told. */
function pausedChannels(view: TellingView): readonly Waiting[] {
  const { plan, deliveries } = view;
  return pausesInForce(plan, deliveries.pauses()).flatMap((pause) => {
    const { channel, person, reason, at } = pause;
    const whom = person === null ? "" : " for one person";
    const item = {
      alert: null,
      goal: null,
      headline: `Channel ${channel} was paused${whom} on ${localDate(Date.parse(at), "UTC")}`,
      lines: [
        `Its receiver refused a message for good: ${reason}`,
        "Alerts take the next channel until a test of this one succeeds, or the plan defines it anew.",
      ],
      page: "/alerts#channels",
      chances: [],
      raiseBelow: null,
    };
    return caretakersOf(view, pause.channel, pause.goals).map((caretaker) => {
      const told = { telling: `${channel}/${person ?? "all"}/paused/${at}/${caretaker}`, person: caretaker };
      return { ...told, compose: () => ({ ...item, ...told }) };
    });
  });
}

function caretakersOf(view: TellingView, channel: string, goals: readonly string[]): readonly string[] {
  const { plan } = view;
  const owner = plan.channels.get(channel)?.definition.owner;
  const dataOwners = goals.flatMap((goal) => {
    const kpi = plan.goals.get(goal)?.definition.measure.kpi ?? "";
    return plan.kpis.get(kpi)?.definition.dataOwner ?? [];
  });
  const wanted = owner === undefined ? dataOwners : [owner];
  const present = wanted.flatMap((person) => whoIsTold(view, person, null) ?? []);
  return [...new Set(present)];
}

/** A message's lines without its headline, without what only the page needs, and without who answers, which is said last. */
function linesOf({ message, headline }: AlertRaisedData): readonly string[] {
  const lines = message.split("\n").map((line) => line.trim());
  return lines.filter(
    (line) => line !== "" && line.replace(/\.$/, "") !== headline && !line.startsWith("Owner: "),
  );
}

function chancesOf(ledger: Ledger, goal: string): ToldItem["chances"] {
  return [...ledger.assessmentsOf(goal).keys()]
    .toSorted()
    .slice(-CHANCES_SHOWN)
    .map((period) => {
      const newest = ledger.newest(goal, period);
      return { period, chance: newest === undefined ? null : alertedBy(newest).pHit };
    });
}
