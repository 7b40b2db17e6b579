import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo } from "../layout/frame.ts";

/** Something about a KPI's data that its owner should know. */
export interface ForOwner {
  /** Null: it is of no KPI that has a page. */
  readonly kpi: string | null;
  readonly name: string;
  /** E-mail of the data owner, or that nobody is named. */
  readonly owner: string;
  readonly text: string;
}

/** What data owners should know, a line each: whose it is, what happened, and what to do. */
export function ownersTable(items: readonly ForOwner[], moment: Moment): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">KPI</th>
        <th scope="col">Data owner</th>
        <th scope="col">What happened, and what to do</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        ({ kpi, name, owner, text }) =>
          html`<tr>
            <th scope="row">
              ${kpi === null ? name : html`<a href="${linkTo(`/kpis/${kpi}`, moment)}">${name}</a>`}
            </th>
            <td data-head="Data owner">${owner}</td>
            <td data-head="What happened">${text}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
