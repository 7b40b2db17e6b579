import type { PlanState } from "@milepost/plan";
import type { MeasuredGoal } from "../measured-goal.ts";
import { leadLinks } from "./lead-links.ts";
import type { LeadLink } from "./lead-links.ts";
import type { LeadState } from "./lead-state.ts";

/** A link that the values support, as it was tested last. */
export interface SupportedLead {
  readonly link: LeadLink;
  /** Event id of the test. */
  readonly test: string;
  readonly lag: number;
  readonly strength: number;
}

/** The supported leads of what a goal measures; none of a member of a KPI, for only totals are tested. */
export function supportedLeads(
  plan: PlanState,
  leads: Pick<LeadState, "test">,
  { baseId, series }: Pick<MeasuredGoal, "baseId" | "series">,
): readonly SupportedLead[] {
  if (series !== "") return [];
  const found = leadLinks(plan)
    .filter(({ follower }) => follower.baseId === baseId)
    .flatMap((link) => {
      const tested = leads.test(link.key);
      if (tested?.data.verdict !== "supported") return [];
      const { lag, strength } = tested.data;
      return lag === null || strength === null ? [] : [{ link, test: tested.id, lag, strength }];
    });
  return oneEach(found, ({ link }) => link.lead.baseId);
}

/** The first one of each lead: a KPI and its figure to date are one, and so are what they are said to lead. */
export function oneEach<Lead>(leads: readonly Lead[], baseOf: (lead: Lead) => string): readonly Lead[] {
  const known = new Map<string, Lead>();
  for (const lead of leads) if (!known.has(baseOf(lead))) known.set(baseOf(lead), lead);
  return [...known.values()];
}

/** What says, in a weighing, which leads were looked at. */
export function supportedKeys(leads: readonly SupportedLead[]): readonly string[] {
  return leads.map(({ link, lag }) => `${link.lead.id}@${lag}`);
}
