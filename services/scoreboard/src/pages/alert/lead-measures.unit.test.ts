import type { LeadTestRow } from "@milepost/store/queries/lead-tests";
import { expect, test } from "vitest";
import type { LeadReading } from "../../reading/lead-readings.ts";
import { leadMeasures, leadMeasuresList } from "./lead-measures.ts";

function link(lead: string, follower: string, told: Partial<LeadTestRow> | null): LeadReading {
  return {
    lead: { id: lead, name: lead },
    follower: { id: follower, name: follower },
    effect: "either",
    within: 3,
    hasPages: lead !== "hidden",
    grain: "month",
    test: told === null ? null : ({ verdict: "supported", lag: 2, gain: 0.1, ...told } as LeadTestRow),
  };
}

test("an alert names the leads of its KPI that the values support, the one that tells most of it first, and no other", () => {
  const leads = leadMeasures(
    [
      link("calls", "revenue", {}),
      link("weather", "revenue", { verdict: "not_supported" }),
      link("visits", "revenue", { gain: 0.3 }),
      link("new", "revenue", null),
      link("revenue", "profit", {}),
      link("hidden", "revenue", { gain: null }),
    ],
    "revenue",
  );
  expect(leads.map(({ lead }) => lead.id)).toEqual(["visits", "calls", "hidden"]);
  const list = leadMeasuresList(leads);
  const shown = list === false ? "" : list.safe;
  expect(shown).toContain('<a href="/kpis/visits">');
  expect(shown).toContain("by 2 months: supported");
  expect(shown).not.toContain('href="/kpis/hidden"');
  expect(leadMeasuresList([])).toBe(false);
});
