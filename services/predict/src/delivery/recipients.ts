import type { ChannelPausedData, RecipientPreferences } from "@milepost/contracts";
import { successorOf } from "@milepost/plan";
import type { People, PlanState } from "@milepost/plan";

/** Goals from one to the one above it before it is given up. */
const MOST_STEPS = 50;

/** The plan as it stands, with the people that the person store holds. */
export interface Addressees {
  readonly plan: PlanState;
  readonly people: People;
}

/** How a person wants to be told: what the plan says of this one, else of everybody; undefined: by the page alone. */
export function preferencesOf(plan: PlanState, person: string): RecipientPreferences | undefined {
  return (plan.recipients.get(person) ?? plan.recipients.get("default"))?.definition;
}

/** The zone of a person's quiet hours and weeks. */
export function zoneOf(plan: PlanState, preferences: RecipientPreferences): string {
  return preferences.timeZone ?? plan.calendars.get("default")?.definition.timeZone ?? "UTC";
}

/**
 * Who is told in a person's place: the person, or who has followed; where nobody of them is there, the owner of the nearest
 * goal above, else who looks after the KPI's data; null where none of these is there either.
 */
export function whoIsTold({ plan, people }: Addressees, person: string, goal: string | null): string | null {
  const present = (named: string): string | null => {
    const now = successorOf(named, plan.recipients);
    return people.has(now) ? now : null;
  };
  const found = present(person);
  if (found !== null || goal === null) return found;
  const definition = plan.goals.get(goal)?.definition;
  let above = definition?.parent;
  for (let step = 0; above !== undefined && step < MOST_STEPS; step += 1) {
    const parent = plan.goals.get(above)?.definition;
    const owner = parent === undefined ? null : present(parent.owner);
    if (owner !== null) return owner;
    above = parent?.parent;
  }
  const dataOwner = plan.kpis.get(definition?.measure.kpi ?? "")?.definition.dataOwner;
  return dataOwner === undefined ? null : present(dataOwner);
}

/** A person's channels that may be used now, the one to try first in front. */
export function usableChannels(
  plan: PlanState,
  person: string,
  pauses: readonly ChannelPausedData[],
): readonly string[] {
  const isPaused = (channel: string): boolean =>
    pauses.some(
      (pause) =>
        pause.channel === channel &&
        (pause.person === null || pause.person === person) &&
        pause.version === plan.channels.get(channel)?.version,
    );
  const channels = preferencesOf(plan, person)?.channels ?? [];
  return channels.filter((channel) => plan.channels.has(channel) && !isPaused(channel));
}

/** The pauses that still hold: the channel is there, and defined as it was. */
export function pausesInForce(
  plan: PlanState,
  pauses: readonly ChannelPausedData[],
): readonly ChannelPausedData[] {
  return pauses.filter(({ channel, version }) => plan.channels.get(channel)?.version === version);
}
