import type { AssessmentMadeData, Direction, Grain } from "@milepost/contracts";
import type { AlertState } from "@milepost/store/queries/alerts";
import type { Acknowledgement, Snooze } from "./alert-life.ts";
import type { GoalIdentity } from "./goal-identity.ts";
import type { Judged } from "./judged.ts";
import type { NotOpenGoal } from "./not-open.ts";
import type { SaidOfGoal } from "./said-of-goal.ts";
import type { NumberStyle } from "../words/numbers.ts";
import type { FiguresReach } from "./waiting-total.ts";

/** The moment a page speaks of: what could be known then, and nothing later. */
export interface Moment {
  /** The last complete month at that moment, `2014-09`. */
  readonly period: string;
  /** The month before, to compare with. */
  readonly previous: string;
  /** Epoch milliseconds; observations known by then count. */
  readonly instant: number;
  /** Epoch milliseconds; periods that are over by then count. Of the newest moment never ahead of the clock. */
  readonly overBy: number;
  /** True where this is the newest month the deployment's clock has reached. */
  readonly latest: boolean;
  /** True: goals stand at the month itself, as scorecards do, and not at what is newest at the moment. */
  readonly ofMonth?: true;
  readonly timeZone: string;
  /** Epoch milliseconds, where an instant was asked for and not a month: nothing that was known later counts. */
  readonly knownUntil?: number;
  /** `2014-W09`, or an instant, where a page stands at it and not at a month's end: what its links carry on. */
  readonly asked?: string;
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
  /** True where the figure that a goal is judged by starts anew each year. */
  readonly restarts: boolean;
  readonly judged: Judged;
  readonly grain: Grain;
}

/** What an assessment said of a goal; figures in the KPI's unit, chances from 0 to 1, null is unknown. */
export type Assessment = Pick<
  AssessmentMadeData,
  | (
      | "period"
      | "backtest"
      | "pHit"
      | "reach"
      | "reason"
      | "target"
      | "expectedEnd"
      | "low80"
      | "high80"
      | "low95"
      | "high95"
    )
  | (
      | "requiredRate"
      | "requiredRateReached"
      | "requiredRateOf"
      | "lastActionPeriod"
      | "crossingPeriod"
      | "fan"
    )
  | ("rule" | "model" | "modelVersion" | "breaks")
> & {
  /** How many earlier outcomes it was calibrated on. */
  readonly outcomes: number;
};

/** How a goal ended. */
export interface Closing {
  readonly outcome: "hit" | "miss" | "unscored";
  readonly actual: number | null;
  readonly target: number | null;
}

/** What is known of an open goal at a moment before anything is drawn: enough to count it and to put it in its place. */
export interface GoalStanding extends GoalIdentity, FiguresReach {
  readonly owner: Owner;
  readonly kpi: KpiFacts;
  /** Told with its last period that is over; null: none was yet. */
  readonly assessment: Assessment | null;
  /** Told with the period before; where periods are shorter than months, a month before. */
  readonly before: Assessment | null;
  readonly closing: Closing | null;
  /** The last of its periods that is over: what is said of it is about that one; null: none is over. */
  readonly period: string | null;
}

/** All that a page needs to know of one open goal at a moment. */
export interface GoalReading extends GoalStanding, SaidOfGoal {
  /** Each month's own figure, oldest first, up to the moment; of figures that add up and restart, the differences. */
  readonly months: readonly PeriodFigure[];
  /** Forecast of `months` to the due period, from the assessment; empty where there is none. */
  readonly fan: readonly FanStep[];
  /** The figure that the goal is judged by, at its last period that is over. */
  readonly toDate: { readonly actual: number | null; readonly target: number | null };
  /** True: all that its unknown figure lacks is the numerators and denominators of values that are there. */
  readonly lacksParts: boolean;
  readonly status: "on_track" | "watch" | "off_track" | "unknown";
  /** True: no period of its window is over yet. */
  readonly noneOver: boolean;
}

/** One assessment of a goal as it was seen at its moment. */
export interface SeenAssessment {
  readonly period: string;
  /** 0 to 1; null: no chance was told. */
  readonly chance: number | null;
  readonly backtest: boolean;
}

/** An alert and what became of it, as far as the moment knows. */
export interface AlertReading extends Pick<GoalIdentity, "goal" | "apart"> {
  readonly alert: string;
  readonly kpi: Named & { readonly agency: string | null };
  /** Whom it is with. */
  readonly owner: Owner;
  readonly state: AlertState;
  /** Period whose figures raised it. */
  readonly period: string;
  readonly backtest: boolean;
  readonly chance: number;
  readonly chanceBefore: number | null;
  /** As it stands at the moment; null: not told. */
  readonly chanceNow: number | null;
  /** The share of the way to the target that the alert, its chances and its outcome are about; null: the target. */
  readonly reach: number | null;
  readonly headline: string;
  readonly message: string;
  /** Path of the page that shows what it was raised on. */
  readonly evidence: string;
  readonly lastActionPeriod: string | null;
  /** Period whose figures cleared it; null: not cleared. */
  readonly clearedPeriod: string | null;
  readonly outcome: Closing["outcome"] | null;
  /** The last one; it may have run out since. */
  readonly acknowledgement: Acknowledgement | null;
  /** Chance when it was acknowledged, and when it was reopened or had improved; null: neither. */
  readonly review: { readonly before: number | null; readonly after: number | null } | null;
  readonly snooze: Snooze | null;
  /** The digest that brought it to its owner, and when (epoch milliseconds); null: it was never delivered. */
  readonly digest: { readonly id: string; readonly deliveredAt: number } | null;
}

/** A value that changed after its period was over. */
export interface RestatementReading extends Pick<LineageReading, "series" | "period" | "kind"> {
  readonly from: number | null;
  readonly to: number | null;
  /** Epoch milliseconds. */
  readonly knownAt: number;
}

/** One current value and where it comes from. */
export interface LineageReading {
  readonly kpi: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  readonly period: string;
  readonly kind: string;
  readonly value: number | null;
  readonly source: string;
  readonly run: string | null;
  /** Line of the file the connector read; null: no file. */
  readonly line: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly knownAt: number;
  readonly recordedAt: number;
}

/** All that the page of one KPI needs to know at a moment. */
export interface KpiReading extends FiguresReach {
  readonly kpi: KpiFacts;
  /** The KPI that publishes its year-to-date figure; null where there is none. */
  readonly companion: string | null;
  readonly owner: Owner | null;
  /** The goal that is open at the moment, or that ended at it. */
  readonly goal: GoalReading | null;
  /** The other goals of the KPI that are open at the moment. */
  readonly others: readonly GoalIdentity[];
  /** The goal that was asked for, where it is not open at the moment; where none was and none is open, one that has begun. */
  readonly notOpen: NotOpenGoal | null;
  /** All months' own figures, oldest first. */
  readonly months: readonly PeriodFigure[];
  /** The goal's figure to date, from its first period on; empty where the periods' own figures are what it is judged by. */
  readonly toDate: readonly PeriodFigure[];
  readonly seen: readonly SeenAssessment[];
  readonly raiseBelow: number | null;
  readonly alerts: readonly AlertReading[];
  readonly restatements: readonly RestatementReading[];
  /** Newest period first. */
  readonly lineage: readonly LineageReading[];
}

/** An assessment of a goal whose outcome is known. */
export interface ScoredAssessment {
  readonly goal: string;
  readonly kpi: Named;
  readonly agency: string | null;
  readonly period: string;
  /** Its horizon: periods from there to the due one. */
  readonly periodsLeft: number;
  /** 0 to 1. */
  readonly chance: number;
  readonly ruleStatus: "on_track" | "off_track" | "unknown";
  /** The rule as a chance, from goals closed before; null: there were none. */
  readonly ruleHitRate: number | null;
  readonly pace: "on_pace" | "behind" | "unknown";
  /** Whether the end lay within the interval of the expected end; null: no interval was told, or the end is unknown. */
  readonly within80: boolean | null;
  readonly within95: boolean | null;
  readonly hit: boolean;
  readonly backtest: boolean;
  readonly model: Versioned;
}

/** A model or a rule. */
export interface Versioned {
  readonly name: string;
  readonly version: string;
}

/** A goal that ended, and whether somebody was alerted before its due period. */
export interface EndedGoal {
  readonly goal: string;
  readonly hit: boolean;
  /** Raised before its due period. */
  readonly alerts: number;
  /** Period whose figures raised the first of them, and the periods from there to the due one; null: there was none. */
  readonly first: { readonly period: string; readonly lead: number } | null;
  readonly kind: string;
  /** E-mail or name of whoever is accountable. */
  readonly owner: string;
  /** What told the first alert; without one, the last chance. */
  readonly model: Versioned;
}

/** What every figure of accuracy follows from. */
export interface TrackRecord {
  /** Every newest assessment whose goal's outcome is known, of whatever model. */
  readonly scored: readonly ScoredAssessment[];
  /** Goals that ended and had a chance before their due period, as far as their alerts are decided. */
  readonly ended: readonly EndedGoal[];
  /** How many more of these there are whose alerts are not decided yet. */
  readonly undecided: number;
  readonly inUse: InUse;
}

/** What spoke last; null: it has not spoken yet. */
export interface InUse {
  readonly model: Versioned | null;
  readonly statusRule: Versioned | null;
  readonly alertRule: Versioned | null;
}
