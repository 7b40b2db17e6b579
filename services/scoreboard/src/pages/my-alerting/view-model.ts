import type { Goal, RecipientPreferences } from "@milepost/contracts";
import { alertingOf } from "@milepost/plan";
import type { GoalAlerting, PlanState } from "@milepost/plan";
import type { AlertActionsRow } from "@milepost/store/queries/alert-actions";
import { actionsText } from "../../words/actions.ts";
import { chanceInWords } from "../../words/chance.ts";
import { counted } from "../../words/numbers.ts";
import { shareText } from "../../words/scores.ts";

/** How one person is told of alerts, in words. */
export interface MyAlertingView {
  readonly name: string;
  readonly headline: string;
  /** Ids of the channels, the one that is tried first in front. */
  readonly channels: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly thresholds: readonly ThresholdRow[];
  /** What the plan file says of this person, or would have to. */
  readonly lines: string;
  /** Where it stands in the plan. */
  readonly managed: string;
}

/** What alerts of some of this person's goals go by. */
export interface ThresholdRow {
  readonly goals: string;
  readonly looksAt: string;
  readonly raised: string;
  readonly cleared: string;
  readonly answered: string;
}

export interface MyAlerting {
  readonly plan: PlanState;
  readonly person: string;
  /** Messages of this week. */
  readonly used: number;
  /** What alerts of this person's goals led to; absent: none has come so far. */
  readonly acted?: AlertActionsRow | undefined;
}

/** Says how a person is told, by what the plan says of them, else of everybody. */
export function myAlertingView({ plan, person, used, acted }: MyAlerting): MyAlertingView {
  const own = plan.recipients.get(person);
  const said = own ?? plan.recipients.get("default");
  const preferences = said?.definition;
  const name = plan.people.get(person)?.name ?? person;
  const channels = preferences?.channels ?? [];
  return {
    name,
    headline: headline(name, preferences, used),
    channels,
    facts: [...(preferences === undefined ? [] : factsOf(preferences, used)), ...actedFact(acted)],
    thresholds: thresholdRows(plan, person),
    lines: planLines(person, preferences),
    managed:
      own === undefined
        ? `The plan says nothing of ${name} alone${said === undefined ? "" : ": what holds is said of everybody (recipients.default)"}. These lines in the plan file would:`
        : own.managedBy === "file"
          ? "The plan file says this, so it is changed there and applied again:"
          : "This is managed by the API; the plan file would say it so:",
  };
}

function headline(name: string, preferences: RecipientPreferences | undefined, used: number): string {
  if (preferences === undefined || preferences.channels.length === 0) {
    return `${name} is told of alerts by the page alone.`;
  }
  const [first = "", ...rest] = preferences.channels;
  const others = rest.length === 0 ? "" : `, else by ${rest.join(", ")}`;
  return `${name} is told by ${first}${others}: ${used} of ${counted(preferences.perWeek, "message")} of this week are used.`;
}

function actedFact(acted: AlertActionsRow | undefined): MyAlertingView["facts"] {
  const text = actionsText(acted);
  return text === null ? [] : [["What alerts led to", text]];
}

function factsOf(
  { perWeek, quietHours, timeZone, successor }: RecipientPreferences,
  used: number,
): MyAlertingView["facts"] {
  const zone = timeZone === undefined ? "" : ` (${timeZone})`;
  return [
    ["Budget", `${used} of ${perWeek} messages this week`],
    ["Digest", "What is beyond the budget comes as one message with the next week"],
    [
      "Quiet hours",
      quietHours === undefined ? "none" : `nothing from ${quietHours.from} to ${quietHours.to}${zone}`,
    ],
    ["Followed by", successor ?? "nobody: this person is there"],
  ];
}

/** A row for each setting that goals of this person go by. */
function thresholdRows({ goals, alerting }: PlanState, person: string): readonly ThresholdRow[] {
  const own = [...goals.values()].map(({ definition }) => definition).filter(({ owner }) => owner === person);
  const settings = Map.groupBy(own, (goal) => JSON.stringify(alertingOf(alerting, goal)));
  return [...settings.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined ? [] : [thresholdRow(some, alertingOf(alerting, first))];
  });
}

function thresholdRow(goals: readonly Goal[], setting: GoalAlerting): ThresholdRow {
  const { raiseBelow, periods, clearAbove, acknowledgeWithin, reach } = setting;
  const kinds = [
    ...new Set(goals.map(({ kind, commitment }) => `${commitment} ${kind.replaceAll("_", " ")}`)),
  ];
  const row = counted(periods, "period");
  return {
    goals: `${counted(goals.length, "goal")}: ${kinds.join(", ")}`,
    looksAt: reach === 1 ? "the target" : `${shareText(reach)} of the way to the target`,
    raised: `below ${chanceInWords(raiseBelow)} for ${row}`,
    cleared: `above ${chanceInWords(clearAbove)} for ${row}`,
    answered:
      acknowledgeWithin === undefined ? "whenever: nothing is escalated" : `within ${acknowledgeWithin}`,
  };
}

/** The exact lines of the plan file. */
function planLines(person: string, preferences: RecipientPreferences | undefined): string {
  const { channels = [], timeZone, quietHours, perWeek = 5, successor } = preferences ?? {};
  return [
    "recipients:",
    `  ${person}:`,
    `    channels: [${channels.join(", ")}]`,
    ...(timeZone === undefined ? [] : [`    timeZone: ${timeZone}`]),
    ...(quietHours === undefined
      ? []
      : [`    quietHours: { from: "${quietHours.from}", to: "${quietHours.to}" }`]),
    `    perWeek: ${perWeek}`,
    ...(successor === undefined ? [] : [`    successor: ${successor}`]),
  ].join("\n");
}
