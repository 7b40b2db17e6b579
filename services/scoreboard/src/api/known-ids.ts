import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import { nearestIds } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import type { Defined } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { BoardParts } from "../reading/board.ts";
import { scorecardAt } from "../reading/scorecard-reading.ts";
import { monthOf, planAt } from "./as-of.ts";
import type { Moments } from "./as-of.ts";

/** A KPI's definition, of now or of the moments asked for; fails with `not_found` when no plan of these has such a KPI. */
export async function requireKpi(
  id: string,
  parts: BoardParts,
  moments: Moments = {},
): Promise<Defined<Kpi>> {
  await parts.plan.caughtUp();
  const { kpis } = parts.plan.now();
  const defined = kpis.get(id) ?? planAt(moments, parts).kpis.get(id);
  return defined ?? missing("KPI", id, { known: kpis.keys(), list: "/v1/kpis" });
}

/** A goal that everybody may see, by any id that it ever had; fails with `not_found` otherwise. */
export async function requireGoal(id: string, { plan }: BoardParts): Promise<Defined<Goal>> {
  await plan.caughtUp();
  const goals = [...plan.now().goals.values()].filter(({ definition }) => !definition.private);
  const current = currentId(plan.now(), "goal", id);
  const goal = goals.find((one) => one.id === current);
  return goal ?? missing("goal", id, { known: goals.map((one) => one.id), list: "/v1/goals" });
}

/** A scorecard's definition, of now or of the moment asked for; fails with `not_found` when neither plan has such a scorecard. */
export async function requireScorecard(
  id: string,
  parts: BoardParts,
  asOf?: string,
): Promise<Defined<Scorecard>> {
  await parts.plan.caughtUp();
  const { scorecards } = parts.plan.now();
  const defined =
    scorecards.get(id) ??
    (asOf === undefined ? undefined : scorecardAt(parts, await monthOf(asOf, parts), id));
  return defined ?? missing("scorecard", id, { known: scorecards.keys(), list: "/v1/scorecards" });
}

interface Known {
  readonly known: Iterable<string>;
  readonly list: string;
}

function missing(what: string, id: string, { known, list }: Known): never {
  const near = nearestIds(id, known).map((one) => `"${one}"`);
  const way = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `GET ${list} lists them`;
  throw new MilepostError("not_found", `There is no ${what} "${id}"; ${way}`);
}
