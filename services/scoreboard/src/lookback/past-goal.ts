import type { AlertEventStep } from "../reading/alert-life.ts";

/** An event and when it was, in epoch milliseconds. */
export interface Mark {
  readonly event: string;
  readonly at: number;
}

/** What a definition of a goal says of how often people look at it. */
export interface AskedPace {
  /** Epoch milliseconds: when it was recorded. */
  readonly since: number;
  /** ISO 8601 durations: its cadence, and for how much longer silence is none yet. */
  readonly every: string;
  readonly grace: string;
}

/** From the definition on that first says so, people have to say something about a goal. */
export interface Asked extends Mark {
  /** Epoch milliseconds: its window is over, or it has ended before. */
  readonly until: number;
  /** Of each definition since then, oldest first; never empty. */
  readonly paces: readonly AskedPace[];
}

/** A period of a goal's window, and when its value could first be known. */
export interface PastPeriod {
  readonly period: string;
  /** Until when a value is on time, in epoch milliseconds. */
  readonly dueAt: number;
  /** Its first value, by when the goal had ended; null: there was none. */
  readonly first: { readonly event: string; readonly at: number } | null;
  /** Event id of the assessment of that period; null: there is none. */
  readonly assessment: string | null;
}

/** Somebody else became accountable while the goal was open. */
export interface OwnerChange {
  /** Event id of the definition. */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** A goal was closed again, since a value was corrected after it had ended. */
export interface Corrected {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome: "hit" | "miss" | "unscored";
}

/** The chance when it fell below the threshold for the first time. */
export interface FirstBelow {
  /** Event id of the assessment. */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly period: string;
  /** Periods from there to the due one. */
  readonly periodsLeft: number;
  readonly chance: number;
  readonly backtest: boolean;
}

/** What is known of how a goal that ended was looked after. */
export interface PastGoal {
  readonly timeZone: string;
  /** Epoch milliseconds: since when an outcome could be known. */
  readonly endedAt: number;
  readonly owners: readonly OwnerChange[];
  /** Of all its alerts, in the order of the log. */
  readonly steps: readonly AlertEventStep[];
  /** When somebody said how sure they are of it. */
  readonly checkIns: readonly Mark[];
  /** Null: its values are worked out from others, so that none of them can be late by itself. */
  readonly periods: readonly PastPeriod[] | null;
  /** Since when people had to say something within its cadence, and the definition that says so; null: it has none, or none while it was open. */
  readonly asked: Asked | null;
  /** ISO 8601 durations, one after the other, after which silence is a gap while an alert is open and nobody is asked. */
  readonly silenceAfter: readonly string[];
  /** What the definition that held when it ended says of pay. */
  readonly incentive: { readonly event: string | null; readonly linked: boolean | null };
  readonly commitment: "committed" | "aspirational";
}
