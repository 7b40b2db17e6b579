import { PROJECTOR_GROUP } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import {
  boundedEffects,
  countingVersions,
  foldRuleOf,
  planEffects,
  planReach,
  reachWithout,
  versionsThatCount,
} from "@milepost/plan";
import type { BoundedEffects, FoldRule, PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { answeringFirst } from "@milepost/store/priority";
import { seriesLists } from "@milepost/store/queries/series-lists";
import type { SeriesListsRow } from "@milepost/store/queries/series-lists";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import { previewFold } from "../folds/preview-fold.ts";

/** What applying a plan would show differently. */
export interface PlanPreview extends BoundedEffects {
  /** The values below this position of the log were looked at. */
  readonly position: Position;
  /** KPIs whose rows are folded anew when the plan is applied, and that took too long: nothing is said of them. */
  readonly notWorkedOut: readonly NotWorkedOut[];
}

/** A KPI of which a preview does not know what its values will be. */
export interface NotWorkedOut {
  readonly kpi: string;
  /** Goals that measure it: nothing is said of them, and of the scorecards that score them, either. */
  readonly goals: readonly string[];
}

export interface PreviewParts {
  readonly log: Pick<EventLog, "committed" | "generation" | "partitions">;
  readonly store: Store;
  readonly clock: Clock;
  /** Ends the folding of rows; default after 30 seconds. */
  readonly foldSignal?: (() => AbortSignal) | undefined;
}

const FOLD_MS = 30_000;

/**
 * Computes goals, scorecards and values under two plans, from the same current observations, and from the same rows
 * where the second plan makes other values of them; nothing is written.
 */
export async function previewPlan(
  before: PlanState,
  after: PlanState,
  parts: PreviewParts,
): Promise<PlanPreview> {
  const { log, store } = parts;
  const whole = planReach(before, after);
  const position = await log.committed(PROJECTOR_GROUP, ["observations"]);
  const read = (kpis: readonly string[], plan: PlanState): Promise<readonly SeriesListsRow[]> =>
    readFigures(store, { kpis, plan, position });
  const kpis = [...whole.neededKpis];
  const countSame = (kpi: string): boolean =>
    versionsThatCount(before, kpi).join() === versionsThatCount(after, kpi).join();
  const [was, anew] = await Promise.all([
    read(kpis, before),
    read(
      kpis.filter((kpi) => !countSame(kpi)),
      after,
    ),
  ]);
  const kept = was.filter(({ kpi }) => countSame(kpi));
  const rules = kpis.flatMap((kpi) => changedRule(kpi, before, after) ?? []);
  const is = await foldAnew(rules, { plan: after, figures: [...kept, ...anew] }, parts);
  const reach = reachWithout(whole, is.open, [before, after]);
  const effects = planEffects(reach, { plan: before, figures: was }, { plan: after, figures: is.figures });
  return {
    ...boundedEffects(effects),
    position,
    notWorkedOut: is.open.map((kpi) => notWorkedOut(kpi, after)),
  };
}

/** How the second plan makes values of rows, where it makes others of them than the first one; applying it folds them all. */
function changedRule(kpi: string, before: PlanState, after: PlanState): FoldRule | undefined {
  const rule = foldRuleOf(after, kpi);
  return rule?.text === foldRuleOf(before, kpi)?.text ? undefined : rule;
}

interface FoldedAnew {
  readonly figures: readonly SeriesListsRow[];
  /** KPIs that took too long. */
  readonly open: readonly string[];
}

/** Folds rows one KPI after the other, as long as there is time; what took too long keeps its figures, and is told. */
async function foldAnew(
  rules: readonly FoldRule[],
  { plan, figures }: { readonly plan: PlanState; readonly figures: readonly SeriesListsRow[] },
  { log, store, clock, foldSignal = () => AbortSignal.timeout(FOLD_MS) }: PreviewParts,
): Promise<FoldedAnew> {
  if (rules.length === 0) return { figures, open: [] };
  const position = await log.committed(PROJECTOR_GROUP, ["records"]);
  const asking = { log, clock, store: answeringFirst(store) };
  const signal = foldSignal();
  const judge = kpiRulesOf(plan);
  const byKpi = Map.groupBy(figures, ({ kpi }) => kpi);
  const open: string[] = [];
  for (const rule of rules) {
    const current = byKpi.get(rule.kpi) ?? [];
    try {
      byKpi.set(rule.kpi, [
        ...(await previewFold({ rule, rules: judge, position, signal }, current, asking)),
      ]);
    } catch (error) {
      if (!signal.aborted) throw error;
      open.push(rule.kpi);
    }
  }
  return { figures: [...byKpi.values()].flat(), open };
}

function notWorkedOut(kpi: string, { goals }: PlanState): NotWorkedOut {
  const measuring = [...goals.values()].filter(({ definition }) => definition.measure.kpi === kpi);
  return { kpi, goals: measuring.map(({ id }) => id) };
}

async function readFigures(
  store: Store,
  {
    kpis,
    plan,
    position,
  }: { readonly kpis: readonly string[]; readonly plan: PlanState; readonly position: Position },
): Promise<readonly SeriesListsRow[]> {
  if (kpis.length === 0) return [];
  const versions = countingVersions(plan, kpis);
  return answeringFirst(store).query(seriesLists({ kpis, position, versions }));
}
