import type { Goal, Kpi } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { isTwoSided } from "@milepost/scoring";
import { SHARE_STYLE } from "../words/numbers.ts";
import type { NumberStyle } from "../words/numbers.ts";
import { oncePerPlan } from "./once-per-plan.ts";
import type { Judged } from "./judged.ts";
import type { KpiFacts, Named, Owner } from "./readings.ts";

/** A KPI that pages speak of, with the companion that publishes its year-to-date figure. */
export interface PagedKpi {
  readonly id: string;
  readonly kpi: Kpi;
  /** Id of the companion; null where there is none. */
  readonly companion: string | null;
}

/** The plan's KPIs without the companions, by id. */
export const pagedKpis: (plan: PlanState) => ReadonlyMap<string, PagedKpi> = oncePerPlan((plan) => {
  const companions = new Map<string, string>();
  for (const { id, definition } of plan.kpis.values()) {
    if (definition.runningOf !== undefined) companions.set(definition.runningOf, id);
  }
  const paged = new Map<string, PagedKpi>();
  for (const { id, definition: kpi } of plan.kpis.values()) {
    const isCompanion = kpi.runningOf !== undefined && plan.kpis.has(kpi.runningOf);
    if (!isCompanion) paged.set(id, { id, kpi, companion: companions.get(id) ?? null });
  }
  return paged;
});

/** Ids of the goals that measure each KPI of a page, itself or through its companion. */
export const goalsOfKpis: (plan: PlanState) => ReadonlyMap<string, readonly string[]> = oncePerPlan(
  (plan) => {
    const goals = new Map<string, string[]>();
    for (const { id, definition } of plan.goals.values()) {
      const kpi = pagedId(plan, definition.measure.kpi);
      const others = goals.get(kpi);
      if (others === undefined) goals.set(kpi, [id]);
      else others.push(id);
    }
    return goals;
  },
);

/** The KPI that a page shows for a measured one: the one behind a companion. */
export function pagedId(plan: PlanState, measured: string): string {
  const base = plan.kpis.get(measured)?.definition.runningOf;
  return base !== undefined && plan.kpis.has(base) ? base : measured;
}

/** What pages say of a KPI; `goal` tells whether its figure to date adds up. */
export function kpiFacts(plan: PlanState, { id, kpi }: PagedKpi, goal: Goal | null): KpiFacts {
  const trajectory = goal?.measure.trajectory;
  const measured = plan.kpis.get(goal?.measure.kpi ?? "")?.definition;
  const style = { unit: kpi.unit, decimals: kpi.decimals, currency: kpi.currency };
  const stretched =
    typeof trajectory === "object" && "planned" in trajectory && trajectory.planned === "last-year-ratio";
  return {
    id,
    name: kpi.name,
    description: kpi.description ?? null,
    style,
    direction: kpi.direction ?? null,
    agency: unitOf(plan, kpi.belongsTo),
    category: kpi.category ?? null,
    bounds: { lower: kpi.bounds?.lower ?? null, upper: kpi.bounds?.upper ?? null },
    cumulative: kpi.behaviour === "flow" || stretched || goal?.measure.evaluation === "cumulative",
    running: kpi.behaviour === "running",
    restarts: (measured ?? kpi).restarts === "year",
    judged: {
      ...judgedOf(kpi, style, goal?.measure),
      published: measured?.runningOf !== undefined,
    },
    grain: kpi.grain,
  };
}

function judgedOf(
  kpi: Kpi,
  style: NumberStyle,
  measure: Goal["measure"] | undefined,
): Omit<Judged, "published"> {
  const { direction } = kpi;
  const plain = { direction: direction ?? null, tolerance: 0, style, ofPeriods: false };
  if (measure === undefined) return plain;
  if (measure.evaluation === "control")
    return { direction: "increase", tolerance: 0, style: SHARE_STYLE, ofPeriods: true };
  if (!isTwoSided({ measure, direction })) return plain;
  const { range, tolerance = 0 } = measure;
  const halfWidth = range === undefined ? tolerance : (range.upper - range.lower) / 2;
  return { ...plain, direction: "maintain", tolerance: halfWidth };
}

function unitOf(plan: PlanState, id: string | undefined): Named | null {
  return id === undefined ? null : { id, name: plan.units.get(id)?.definition.name ?? id };
}

/** A person by id, with name and address where the person store has them. */
export function ownerOf(plan: PlanState, id: string): Owner {
  const person = plan.people.get(id);
  return { id, name: person?.name ?? id, email: person?.email ?? null };
}
