import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { LeadReading } from "../../reading/lead-readings.ts";
import { leadSentence } from "../../words/leads.ts";

const VERDICTS = {
  supported: "● supported",
  not_supported: "▼ not supported",
  not_testable: "◆ not testable yet",
} as const;

/** What leads a KPI and what it leads, as the plan supposes and the values say; nothing where the plan supposes nothing. */
export function leadsSection(links: readonly LeadReading[], kpi: string): Html | false {
  if (links.length === 0) return false;
  return html`<section id="leads">
    <h2>What leads what <small>as the plan supposes, held against the values; no proof of cause</small></h2>
    ${links.map((link) => linkItem(link, kpi))}
    <details>
      <summary>The tests as a table</summary>
      ${testsTable(links)}
    </details>
  </section>`;
}

function linkItem(link: LeadReading, kpi: string): Html {
  const other = link.lead.id === kpi ? link.follower : link.lead;
  if (!link.hasPages) return html`<p>${leadSentence(link)}</p>`;
  return html`<p>${leadSentence(link)} <a href="/kpis/${other.id}">See “${other.name}”</a></p>`;
}

function testsTable(links: readonly LeadReading[]): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">Lead → follower</th>
        <th scope="col">Verdict</th>
        <th scope="col">Ahead by</th>
        <th scope="col">Correlation</th>
        <th scope="col">By chance</th>
        <th scope="col">Smaller errors</th>
      </tr>
    </thead>
    <tbody>
      ${links.map(testRow)}
    </tbody>
  </table>`;
}

function testRow({ lead, follower, grain, test }: LeadReading): Html {
  const figure = (value: number | null | undefined): string => value?.toFixed(2) ?? "unknown";
  const lag = test?.lag ?? null;
  const gain = test?.gain ?? null;
  return html`<tr>
    <th scope="row">${lead.name} → ${follower.name}</th>
    <td data-head="Verdict">${test === null ? "not tested yet" : VERDICTS[test.verdict]}</td>
    <td data-head="Ahead by">${lag === null ? "unknown" : `${lag} ${grain}${lag === 1 ? "" : "s"}`}</td>
    <td data-head="Correlation">${figure(test?.strength)}</td>
    <td data-head="By chance">${test?.q_value?.toFixed(4) ?? "unknown"}</td>
    <td data-head="Smaller errors">${gain === null ? "unknown" : `${Math.round(gain * 100)}\u00a0%`}</td>
  </tr>`;
}
