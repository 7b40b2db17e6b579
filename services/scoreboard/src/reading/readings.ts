import type { AssessmentMadeData, Direction } from "@milepost/contracts";
import type { NumberStyle } from "../words/numbers.ts";

/** The moment a page speaks of: what could be known then, and nothing later. */
export interface Moment {
  /** The last complete month at that moment, `2014-09`. */
  readonly period: string;
  /** The month before, to compare with. */
  readonly previous: string;
  /** Epoch milliseconds; observations known by then count. */
  readonly instant: number;
  /** True where this is the newest month the deployment's clock has reached. */
  readonly latest: boolean;
  readonly timeZone: string;
}

/** One period of a series, in the KPI's unit; null is unknown. */
export interface PeriodFigure {
  readonly period: string;
  readonly actual: number | null;
  readonly target: number | null;
}

/** Quantiles of one coming period, in the KPI's unit. */
export type FanStep = AssessmentMadeData["fan"][number];

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The one accountable person; without an address where the person store has none. */
export interface Owner extends Named {
  readonly email: string | null;
}

/** A KPI as pages speak of it: the one that people know, not its year-to-date companion. */
export interface KpiFacts extends Named {
  readonly description: string | null;
  readonly style: NumberStyle;
  readonly direction: Direction | null;
  readonly agency: Named | null;
  readonly category: string | null;
  readonly bounds: { readonly lower: number | null; readonly upper: number | null };
  /** True where the figure a goal is judged by adds up over its year; false where it is a mean or a state. */
  readonly cumulative: boolean;
  /** True where the published monthly figure is itself a figure to date. */
  readonly running: boolean;
}

/** What the assessment said, with everything that its event holds. */
export type Assessment = AssessmentMadeData;

/** How a goal ended. */
export interface Closing {
  readonly outcome: "hit" | "miss" | "unscored";
  readonly actual: number | null;
  readonly target: number | null;
}

/** All that a page needs to know of one open goal at a moment. */
export interface GoalReading {
  readonly goal: string;
  readonly title: string;
  readonly owner: Owner;
  readonly kpi: KpiFacts;
  /** The goal's due period, `2014-12`. */
  readonly due: string;
  /** Each month's own figure, oldest first, up to the moment; of figures that add up and restart, the differences. */
  readonly months: readonly PeriodFigure[];
  /** Forecast of `months` to the due period, from the assessment; empty where there is none. */
  readonly fan: readonly FanStep[];
  /** The figure that the goal is judged by, at the moment's period. */
  readonly toDate: { readonly actual: number | null; readonly target: number | null };
  readonly status: "on_track" | "watch" | "off_track" | "unknown";
  /** Last period with an actual; null when there never was one. */
  readonly lastPeriod: string | null;
  /** Made for the moment's period; null: none was made yet. */
  readonly assessment: Assessment | null;
  /** Made for the period before. */
  readonly before: Assessment | null;
  readonly closing: Closing | null;
}
