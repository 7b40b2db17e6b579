import type { Driven, Kpi } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";

/** A KPI at one end of a link, with the KPI whose own values are looked at: the one behind a to-date figure, else itself. */
export interface LinkEnd {
  readonly id: string;
  readonly baseId: string;
  readonly base: Kpi;
  readonly timeZone: string;
}

/** A link from a leading to a lagging KPI that the plan declares. */
export interface LeadLink {
  /** `<lead>/<follower>`. */
  readonly key: string;
  readonly lead: LinkEnd;
  readonly follower: LinkEnd;
  readonly driven: Driven;
}

/** Every declared link whose ends are both in the plan, by lead and follower. */
export function leadLinks(plan: PlanState): readonly LeadLink[] {
  const links: LeadLink[] = [];
  for (const [id, { definition }] of plan.kpis) {
    const lead = definition.drives === undefined ? undefined : endOf(plan, id);
    if (lead === undefined) continue;
    for (const driven of definition.drives ?? []) {
      const follower = endOf(plan, driven.kpi);
      if (follower !== undefined) links.push({ key: `${id}/${driven.kpi}`, lead, follower, driven });
    }
  }
  return links.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** The KPIs whose values tests of links look at. */
export function linkedKpis(links: readonly LeadLink[]): ReadonlySet<string> {
  return new Set(links.flatMap(({ lead, follower }) => [lead.baseId, follower.baseId]));
}

function endOf(plan: PlanState, id: string): LinkEnd | undefined {
  const kpi = plan.kpis.get(id)?.definition;
  if (kpi === undefined) return undefined;
  const base = kpi.runningOf === undefined ? undefined : plan.kpis.get(kpi.runningOf);
  return {
    id,
    baseId: base?.id ?? id,
    base: base?.definition ?? kpi,
    timeZone: timeZoneOf(plan, kpi),
  };
}
