import type { PlanState } from "@milepost/plan";
import type { OpenDeadLetterRow } from "@milepost/store/queries/open-dead-letters";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import type { ForOwner } from "./owners-table.ts";
import { ownersTable } from "./owners-table.ts";

const LONGEST_REASON = 200;

/** Says what was set aside, why, and what to do. */
export function setAside(rows: readonly OpenDeadLetterRow[], plan: PlanState): readonly ForOwner[] {
  return rows.map((row) => {
    const defined = plan.kpis.get(row.kpi)?.definition;
    const owner = defined?.dataOwner;
    return {
      kpi: defined === undefined ? null : (defined.runningOf ?? row.kpi),
      name:
        defined?.name ?? (row.kpi === "" ? `no KPI can be told (${row.topic})` : `unknown KPI ${row.kpi}`),
      owner: owner === undefined ? "no data owner is named" : (plan.people.get(owner)?.email ?? owner),
      text: `${whatHappened(row)} Fix and replay: milepost dead-letters show ${row.newest}`,
    };
  });
}

/** What went wrong with some records, or with the one that is looked at, in a sentence. */
export function whatHappened({
  code,
  letters,
  reason,
}: Pick<OpenDeadLetterRow, "code" | "reason"> & { readonly letters?: number }): string {
  const records = letters === undefined ? "The record" : counted(letters, "record");
  const [are, does] = (letters ?? 1) === 1 ? ["is", "does"] : ["are", "do"];
  const why = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  switch (code) {
    case "no_json":
      return `${records} ${are} no readable JSON.`;
    case "unknown_type":
      return `${records} ${are} of a type that this version does not know: ${why}.`;
    case "row_refused":
      return `${records} ${are} refused by the database: ${why}.`;
    default:
      return `${records} ${does} not say what the type promises: ${why}.`;
  }
}

/** The section for data owners; nothing where nothing waits. */
export function setAsideSection(items: readonly ForOwner[], moment: Moment): Html | false {
  if (items.length === 0) return false;
  return html`<section id="set-aside">
    <h2>
      Records set aside
      <small>for the owners of the data; no number has them yet, the rest went on</small>
    </h2>
    ${ownersTable(items, moment)}
    <p><a href="${linkTo("/dead-letters", moment)}">Every record that waits, one by one</a></p>
  </section>`;
}

/** A line on a KPI's page; nothing where no record about it waits. */
export function setAsideLine(
  rows: readonly OpenDeadLetterRow[],
  kpis: readonly string[],
  moment: Moment,
): Html | false {
  const count = rows.filter(({ kpi }) => kpis.includes(kpi)).reduce((sum, { letters }) => sum + letters, 0);
  if (count === 0) return false;
  const waits = count === 1 ? "waits" : "wait";
  return html`<p class="quiet">
    ${counted(count, "record")} about this KPI could not be processed and ${waits} to be fixed:
    <a href="${linkTo("/dead-letters", moment)}">see what is wrong</a>.
  </p>`;
}
