import type { Driven } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { newestLeadTests } from "@milepost/store/queries/lead-tests";
import type { LeadTestRow } from "@milepost/store/queries/lead-tests";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";
import { pagedKpis } from "./kpi-facts.ts";
import type { Named } from "./readings.ts";

/** A link from a leading to a lagging KPI that the plan declares. */
export interface LeadReading {
  readonly lead: Named;
  readonly follower: Named;
  readonly effect: LeadTestRow["effect"];
  readonly within: number;
  /** Whether both KPIs have a page of their own: a companion with a figure to date has none. */
  readonly hasPages: boolean;
  /** Length of the lead's periods. */
  readonly grain: string;
  /** What its last test said, of the link as the plan has it; null: it waits for its first one. */
  readonly test: LeadTestRow | null;
}

/** Every declared link with its last test, by lead; of some KPIs those at whose either end one of them stands. */
export async function readLeads(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  kpis?: readonly string[],
): Promise<readonly LeadReading[]> {
  const links = declaredLinks(plan.now()).filter(
    ({ lead, follower }) => kpis === undefined || kpis.includes(lead.id) || kpis.includes(follower.id),
  );
  if (links.length === 0) return [];
  const rows = await reads.query(newestLeadTests(), DECIDED, { decisions: ["lead"] });
  return links.map((link) => {
    const test = rows.find((row) => row.lead === link.lead.id && row.follower === link.follower.id);
    const isOfThis = test?.effect === link.effect && test.within === link.within;
    return { ...link, test: isOfThis ? test : null };
  });
}

type Link = Omit<LeadReading, "test">;

function declaredLinks(plan: PlanState): readonly Link[] {
  const { kpis } = plan;
  const paged = pagedKpis(plan);
  const links: Link[] = [];
  for (const [id, { definition }] of kpis) {
    for (const driven of definition.drives ?? []) {
      const follower = kpis.get(driven.kpi)?.definition;
      if (follower === undefined) continue;
      links.push({
        lead: { id, name: definition.name },
        follower: { id: driven.kpi, name: follower.name },
        effect: effectOf(driven),
        within: driven.within,
        grain: definition.grain,
        hasPages: paged.has(id) && paged.has(driven.kpi),
      });
    }
  }
  return links.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function effectOf({ effect }: Driven): LeadTestRow["effect"] {
  return effect ?? "either";
}

/** What a link is told apart by. */
export function keyOf({ lead, follower }: Pick<LeadReading, "lead" | "follower">): string {
  return `${lead.id}/${follower.id}`;
}
