import { periodContaining } from "@milepost/contracts";
import type { RecipientPreferences } from "@milepost/contracts";
import type { ReplayedAlert } from "./replay-alerts.ts";

/** How people want to be told, by person; `default` speaks for everybody else. */
export type RecipientsOf = ReadonlyMap<string, { readonly definition: RecipientPreferences }>;

/** What a person would have been told in a month. */
export interface ReplayedRecipient {
  readonly person: string;
  /** Month in which the periods ended, `2014-09`. */
  readonly month: string;
  readonly alerts: number;
  /** Messages by their channels: what comes up on one day comes together; 0: the page alone tells them. */
  readonly messages: number;
  /** Of the alerts: those beyond the week's budget, which come as one digest with the next week. When action stops to matter is not known of the past, so alerts that cannot wait count, too. */
  readonly inDigest: number;
}

/** Who would have been told of alerts, month by month: their goal's owner, or whoever followed. Later holders depend on what people answer. */
export function replayedRecipients(
  sent: readonly ReplayedAlert[],
  recipients: RecipientsOf,
  followedBy: (person: string) => string,
): readonly ReplayedRecipient[] {
  const people = Map.groupBy(sent, ({ owner }) => followedBy(owner));
  return [...people]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([person, alerts]) => {
      const preferences = (recipients.get(person) ?? recipients.get("default"))?.definition;
      const beyond = beyondBudget(alerts, preferences);
      const months = Map.groupBy(alerts, ({ endsOn }) => endsOn.slice(0, MONTH_CHARACTERS));
      return [...months]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([month, own]) => {
          const days = new Set(own.map(({ endsOn }) => endsOn));
          const isTold = preferences !== undefined && preferences.channels.length > 0;
          const inDigest = own.filter(({ endsOn }) => beyond.has(endsOn)).length;
          const atOnce = [...days].filter((day) => !beyond.has(day)).length;
          return { person, month, alerts: own.length, messages: isTold ? atOnce : 0, inDigest };
        });
    });
}

const MONTH_CHARACTERS = "2014-09".length;

/** The days on which the week's budget was spent already. */
function beyondBudget(
  alerts: readonly ReplayedAlert[],
  preferences: RecipientPreferences | undefined,
): ReadonlySet<string> {
  if (preferences === undefined) return new Set();
  const days = [...new Set(alerts.map(({ endsOn }) => endsOn))].toSorted();
  const weeks = Map.groupBy(days, (day) => periodContaining(day, "week").start);
  return new Set([...weeks.values()].flatMap((own) => own.slice(preferences.perWeek)));
}
