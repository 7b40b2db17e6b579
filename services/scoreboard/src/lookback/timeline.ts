import type { AlertEventStep } from "../reading/alert-life.ts";
import type { Closing } from "../reading/readings.ts";
import type { Corrected, FirstBelow, PastGoal } from "./past-goal.ts";

/** Something that happened to a goal or its alerts. */
export interface TimelineEntry extends Omit<AlertEventStep, "alert" | "event"> {
  /** Null: it is about the goal. */
  readonly alert: string | null;
  /** Event id; null: something that should have happened and did not, or the goal's end. */
  readonly event: string | null;
}

/** What a timeline is made of. */
export interface Happened extends Pick<PastGoal, "owners" | "steps" | "periods" | "endedAt"> {
  readonly firstBelow: FirstBelow | null;
  /** How it ended by what was known then. */
  readonly outcome: Closing["outcome"];
  readonly corrected: readonly Corrected[];
}

/** All that happened to a goal and its alerts, oldest first: owners, values that came late or never, the chance, its alerts, its end. */
export function timelineOf(happened: Happened): readonly TimelineEntry[] {
  const { owners, steps, periods, firstBelow, outcome, corrected, endedAt } = happened;
  const entries: readonly TimelineEntry[] = [
    ...owners.map(({ event, at, to }) => entry("owner_changed", { event, at, person: to })),
    ...(periods ?? []).flatMap(({ period, first, dueAt }) => {
      if (first === null) return [entry("value_missing", { at: dueAt, period })];
      return first.at <= dueAt ? [] : [entry("value_late", { event: first.event, at: first.at, period })];
    }),
    ...(firstBelow === null
      ? []
      : [
          entry("fell_below", {
            event: firstBelow.event,
            at: firstBelow.at,
            period: firstBelow.period,
            chance: firstBelow.chance,
            backtest: firstBelow.backtest,
          }),
        ]),
    ...steps,
    entry("goal_ended", { at: endedAt, outcome }),
    ...corrected.map((again) => entry("goal_corrected", again)),
  ];
  return entries.toSorted((left, right) => left.at - right.at);
}

function entry(step: string, fields: Partial<TimelineEntry> & Pick<TimelineEntry, "at">): TimelineEntry {
  return {
    alert: null,
    event: null,
    backtest: false,
    period: "",
    chance: null,
    chanceBefore: null,
    person: "",
    date: null,
    text: null,
    outcome: null,
    reach: null,
    ...fields,
    step,
  };
}
