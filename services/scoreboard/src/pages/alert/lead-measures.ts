import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import type { LeadReading } from "../../reading/lead-readings.ts";
import { leadSentence } from "../../words/leads.ts";

/** The declared leads of a KPI that its values support, the one that tells most of it first. */
export function leadMeasures(leads: readonly LeadReading[], kpi: string): readonly LeadReading[] {
  const gainOf = ({ test }: LeadReading): number => test?.gain ?? 0;
  return leads
    .filter(({ follower, test }) => follower.id === kpi && test?.verdict === "supported")
    .toSorted((left, right) => gainOf(right) - gainOf(left));
}

/** Where to act first, as far as the values say so; nothing where no lead is supported. */
export function leadMeasuresList(leads: readonly LeadReading[]): Html | false {
  if (leads.length === 0) return false;
  const nameOf = ({ hasPages, lead }: LeadReading): Html | string =>
    hasPages ? html`<a href="/kpis/${lead.id}">${lead.name}</a>` : lead.name;
  return html`<h3>What moves it first</h3>
    <ul>
      ${leads.map((one) => html`<li>${nameOf(one)}: ${leadSentence(one)}</li>`)}
    </ul>`;
}
