import { PROJECTOR_GROUP } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { boundedEffects, countingVersions, planEffects, planReach, versionsThatCount } from "@milepost/plan";
import type { BoundedEffects, PlanState } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { answeringFirst } from "@milepost/store/priority";
import { seriesLists } from "@milepost/store/queries/series-lists";
import type { SeriesListsRow } from "@milepost/store/queries/series-lists";

/** What applying a plan would show differently. */
export interface PlanPreview extends BoundedEffects {
  /** The values below this position of the log were looked at. */
  readonly position: Position;
}

export interface PreviewParts {
  readonly log: Pick<EventLog, "committed">;
  readonly store: Store;
}

/** Computes goals, scorecards and values under two plans, from the same current observations; nothing is written. */
export async function previewPlan(
  before: PlanState,
  after: PlanState,
  { log, store }: PreviewParts,
): Promise<PlanPreview> {
  const reach = planReach(before, after);
  const position = await log.committed(PROJECTOR_GROUP, ["observations"]);
  const read = (kpis: readonly string[], plan: PlanState): Promise<readonly SeriesListsRow[]> =>
    readFigures(store, { kpis, plan, position });
  const kpis = [...reach.neededKpis];
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
  const effects = planEffects(
    reach,
    { plan: before, figures: was },
    { plan: after, figures: [...kept, ...anew] },
  );
  return { ...boundedEffects(effects), position };
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
