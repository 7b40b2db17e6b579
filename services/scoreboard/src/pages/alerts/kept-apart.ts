import type { PlanState } from "@milepost/plan";
import type { ConflictCountRow } from "@milepost/store/queries/conflicts-above";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted } from "../../words/numbers.ts";
import type { ForOwner } from "./owners-table.ts";
import { ownersTable } from "./owners-table.ts";

/** Says for each KPI what was kept apart, why, and what to do. */
export function keptApart(rows: readonly ConflictCountRow[], plan: PlanState): readonly ForOwner[] {
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
export function keptApartSection(items: readonly ForOwner[], moment: Moment): Html | false {
  if (items.length === 0) return false;
  return html`<section id="kept-apart">
    <h2>Values kept apart <small>for the owners of the data; no number changed</small></h2>
    ${ownersTable(items, moment)}
  </section>`;
}
