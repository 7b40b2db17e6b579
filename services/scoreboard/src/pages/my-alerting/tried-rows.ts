import type { ReplayedSetting, TriedSetting } from "../../compose.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { shareText } from "../../words/scores.ts";

/** What a person would have been told, by a setting that was tried and by today's. */
export interface ToldPerson {
  readonly person: string;
  readonly alerts: number;
  readonly messages: number;
  readonly inDigest: number;
  /** Alerts by the setting that the plan has. */
  readonly now: number;
}

/** The answer in one sentence. */
export function triedHeadline({ replay, current }: TriedSetting): string {
  const { alerts, right, wrong, undecided } = replay;
  const instead = alerts === current.replay.alerts ? "as many as now" : `instead of ${current.replay.alerts}`;
  const sent = `It would have sent ${counted(alerts, "alert")}, ${instead}`;
  if (alerts === 0) return `${sent}.`;
  const open = undecided === 0 ? "" : `, and of ${undecided} nobody knows yet`;
  return `${sent}: ${right} of goals that missed, ${wrong} of goals that were reached${open}.`;
}

type Figure = readonly [what: string, of: (replay: ReplayedSetting) => string];

const FIGURES: readonly Figure[] = [
  ["Alerts", ({ alerts }) => String(alerts)],
  ["… of goals that missed: right", ({ right }) => String(right)],
  ["… of goals that were reached: wrong", ({ wrong }) => String(wrong)],
  ["… of goals whose outcome is not known yet", ({ undecided }) => String(undecided)],
  [
    "Right, of those with an outcome",
    ({ precision }) => (precision === null ? "unknown" : shareText(precision)),
  ],
  [
    "Misses that had an alert",
    ({ caught, missed }) => (missed === 0 ? "no misses" : `${caught} of ${missed}`),
  ],
  [
    "Periods from the first alert to the end, in the median",
    ({ medianLead: lead }) => (lead === null ? "unknown" : numberText(lead, Number.isInteger(lead) ? 0 : 1)),
  ],
];

/** Figures of the setting that was tried beside those of the plan's. */
export function figureRows({ replay, current }: TriedSetting): readonly (readonly string[])[] {
  return FIGURES.map(([what, of]) => [what, of(replay), of(current.replay)]);
}

/** Who would have been told of how much over the whole time: one person first, then those who are told most. */
export function toldPeople({ replay, current }: TriedSetting, first: string): readonly ToldPerson[] {
  const [tried, now] = [byPerson(replay), byPerson(current.replay)];
  const people = [...new Set([...tried.keys(), ...now.keys()])].map((person) => ({
    person,
    ...(tried.get(person) ?? NOTHING),
    now: now.get(person)?.alerts ?? 0,
  }));
  return people.toSorted(
    (one, other) =>
      Number(other.person === first) - Number(one.person === first) ||
      other.alerts - one.alerts ||
      (one.person < other.person ? -1 : 1),
  );
}

const NOTHING = { alerts: 0, messages: 0, inDigest: 0 };

/** The months of each person together. */
function byPerson({ people }: ReplayedSetting): ReadonlyMap<string, typeof NOTHING> {
  const sums = new Map<string, typeof NOTHING>();
  for (const { person, alerts, messages, inDigest } of people) {
    const sum = sums.get(person) ?? NOTHING;
    sums.set(person, {
      alerts: sum.alerts + alerts,
      messages: sum.messages + messages,
      inDigest: sum.inDigest + inDigest,
    });
  }
  return sums;
}
