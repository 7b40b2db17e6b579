import type { Html } from "../../html.ts";
import type { PipelineStanding } from "../../reading/pipeline-standing.ts";
import type { GoalIdentity } from "../../reading/goal-identity.ts";
import type { Moment } from "../../reading/readings.ts";

/** The pages that the navigation names, and others. */
export type PageName = "at-risk" | "scorecard" | "alerts" | "track-record" | "capabilities" | "kpi";

/** What every page shows around its own content. */
export interface Frame {
  readonly moment: Moment;
  /** Months that have data up to the clock, newest first. */
  readonly months: readonly string[];
  /** Last local date of the moment's period. */
  readonly completeTo: string;
  readonly openAlerts: number;
  /** Whether the tables show all that arrived. */
  readonly pipeline: PipelineStanding;
  /** Set in a demo: where its clock stands, whether the next month may be let in from here, and the command that lets it in. */
  readonly demo: {
    readonly standsAt: string;
    readonly nextMonth: string | null;
    readonly command: string;
  } | null;
  /** Backtests under way; null when none are. */
  readonly backtests: { readonly done: number; readonly total: number } | null;
  readonly assets: AssetPaths;
}

export interface AssetPaths {
  readonly style: string;
  readonly script: string;
}

export interface Page {
  readonly name: PageName;
  readonly title: string;
  /** Path and query of this page without `asOf`: what the month select returns to. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly content: Html;
}

/** A goal that a page leads to. */
interface LinkedGoal extends Pick<GoalIdentity, "goal" | "apart"> {
  readonly kpi: string;
}

/** The page of a goal's KPI that speaks of this goal; where the KPI has no other one open, its plain page. */
export function pageOfGoal({ kpi, goal, apart }: LinkedGoal, moment: Moment): string {
  return linkTo(`/kpis/${kpi}`, moment, apart === null ? {} : { goal });
}

/** A link that stays in the moment: carries `asOf` unless the moment is the newest. */
export function linkTo(path: string, moment: Moment, query: Readonly<Record<string, string>> = {}): string {
  const all = moment.latest ? query : { ...query, asOf: moment.asked ?? moment.period };
  const text = new URLSearchParams(all).toString();
  return text === "" ? path : `${path}?${text}`;
}
