import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo } from "../layout/frame.ts";
import type { CapabilitiesView, CapabilityGroup, CapabilityRow } from "./view-model.ts";

/** What comes from a model, what from arithmetic, what from a rule, and what from nobody. */
export function capabilitiesPage(
  { headline, lead, groups, nothing }: CapabilitiesView,
  moment: Moment,
): Html {
  return html`<h1>${headline}</h1>
    <p class="lead">${lead}</p>
    ${groups.map(groupSection)}
    <section>
      <h2>What no model does here</h2>
      <ul>
        ${nothing.map((words) => html`<li>${words}</li>`)}
      </ul>
    </section>
    <p>
      <a href="${linkTo("/track-record", moment)}">The track record behind these figures</a>. For programs:
      <code>GET /v1/capabilities</code>.
    </p>`;
}

function groupSection({ name, meaning, rows }: CapabilityGroup): Html {
  return html`<section>
    <h2>${name} <small>${meaning}</small></h2>
    <table class="cards outputs">
      <thead>
        <tr>
          <th scope="col">Output</th>
          <th scope="col">By</th>
          <th scope="col">Measured in this deployment</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(capabilityRow)}
      </tbody>
    </table>
  </section>`;
}

function capabilityRow({ name, meaning, by, measured }: CapabilityRow): Html {
  return html`<tr>
    <th scope="row">${name} <small>${meaning}</small></th>
    <td data-head="By">${by}</td>
    <td data-head="Measured">
      <span>${measured.map((line, index) => html`${index > 0 && html`<br />`}${line}`)}</span>
    </td>
  </tr>`;
}
