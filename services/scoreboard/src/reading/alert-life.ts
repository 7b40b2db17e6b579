import type { Closing } from "./readings.ts";

/** Somebody took an alert on. */
export interface Acknowledgement {
  readonly by: string;
  /** Local date, `YYYY-MM-DD`. */
  readonly reviewDate: string;
  /** The plan's words; null where they were erased. */
  readonly plan: string | null;
}

/** Somebody put an alert off. */
export interface Snooze {
  readonly by: string;
  /** Local date, `YYYY-MM-DD`. */
  readonly until: string;
  /** Why; null where it was erased. */
  readonly reason: string | null;
}

/** Something that happened to an alert. */
export interface AlertStep {
  readonly step: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly period: string;
  readonly chance: number | null;
  readonly chanceBefore: number | null;
  /** Whoever did it, or to whom it went; empty: nobody. */
  readonly person: string;
  /** Local date that somebody named; null: none. */
  readonly date: string | null;
  /** What they wrote, or decided on; null: nothing, or it was erased. */
  readonly text: string | null;
  readonly outcome: Closing["outcome"] | null;
  /** Share of the way to the target that the outcome is of; null: the target. */
  readonly reach: number | null;
}

/** The same with the event that says so. */
export interface AlertEventStep extends AlertStep {
  readonly alert: string;
  /** Event id. */
  readonly event: string;
  /** Told nobody: the alert is part of a history that was made later. */
  readonly backtest: boolean;
}
