import { inferGoals } from "./goals.ts";
import { readIndicators } from "./indicators.ts";
import { inferKpis } from "./kpis.ts";
import { renderMisfits } from "./render-misfits.ts";
import { renderPlan } from "./render-plan.ts";

/** The texts that the demo's plan is inferred from. */
export interface PlanSources {
  /** Monthly rows, CSV. */
  readonly rows: string;
  /** Definitions of the indicators, CSV. */
  readonly definitions: string;
  /** Last month that is looked at, `2014-09`. */
  readonly until: string;
}

/** The plan file's text and the report on what could not be explained; the same sources give the same texts. */
export function inferPlan(sources: PlanSources): { readonly plan: string; readonly misfits: string } {
  const kpis = inferKpis(readIndicators(sources));
  const plan = { kpis, goals: inferGoals(kpis), until: sources.until };
  return { plan: renderPlan(plan), misfits: renderMisfits(plan) };
}
