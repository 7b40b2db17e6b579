import type { PlanState } from "@milepost/plan";
import type { ConflictCountRow } from "@milepost/store/queries/conflicts-above";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";

/** Values of one KPI that were not taken, for the person who answers for its data. */
export interface KeptApart {
  readonly kpi: string;
  readonly name: string;
  /** E-mail of the data owner, or that nobody was named. */
  readonly owner: string;
  readonly text: string;
}

/** Says for each KPI what was kept apart, why, and what to do. */
export function keptApart(rows: readonly ConflictCountRow[], plan: PlanState): readonly KeptApart[] {
  return rows.map(({ kpi, reason, source, series_source: counts, data_owner: owner, conflicts }) => ({
    kpi: plan.kpis.get(kpi)?.definition.runningOf ?? kpi,
    name: plan.kpis.get(kpi)?.definition.name ?? kpi,
    owner: owner === null ? "no data owner is named" : (plan.people.get(owner)?.email ?? owner),
    text:
      reason === "other_source"
        ? `${counted(conflicts, "value")} from ${source} not taken: ${counts} reports this KPI. Name the source that counts in the plan, or stop the other one.`
        : `${counted(conflicts, "value")} from ${source} not taken: the same event id came with another content. Send a changed value under a new id.`,
  }));
}

/** The section for data owners; nothing where nothing was kept apart. */
export function keptApartSection(items: readonly KeptApart[], moment: Moment): Html | false {
  if (items.length === 0) return false;
  return html`<section id="kept-apart">
    <h2>Values kept apart <small>for the owners of the data; no number changed</small></h2>
    <table class="cards">
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
              <th scope="row"><a href="${linkTo(`/kpis/${kpi}`, moment)}">${name}</a></th>
              <td data-head="Data owner">${owner}</td>
              <td data-head="What happened">${text}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
