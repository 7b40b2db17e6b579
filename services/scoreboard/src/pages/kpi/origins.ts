import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { KpiView, OriginRow } from "./view-model.ts";
import { ORIGINS_SHOWN } from "./view-model.ts";

/** Where each number comes from: value, run, place in the log, and the way to all its versions. */
export function originsTable({
  view,
  moment,
}: {
  readonly view: KpiView;
  readonly moment: Moment;
}): Html | null {
  const { origins } = view;
  if (origins.length === 0) return null;
  const months = [...new Set(origins.map(({ period }) => period))];
  const edge = months[ORIGINS_SHOWN - 1] ?? "";
  const recent = origins.filter(({ period }) => period >= edge);
  const older = origins.filter(({ period }) => period < edge);
  return html`<section id="origins">
    <h2>
      Where each number comes from
      <small>the last ${ORIGINS_SHOWN} months; each month leads to all versions of its number</small>
    </h2>
    ${table(recent, moment)}
    ${
      older.length > 0 &&
      html`<details>
        <summary>The months before</summary>
        ${table(older, moment)}
      </details>`
    }
  </section>`;
}

function table(rows: readonly OriginRow[], moment: Moment): Html {
  return html`<table class="cards origins">
    <thead>
      <tr>
        <th scope="col">Month</th>
        <th scope="col">What</th>
        <th scope="col" class="number">Value</th>
        <th scope="col">Brought by</th>
        <th scope="col">In the log</th>
        <th scope="col">Known since</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => originRow(row, moment))}
    </tbody>
  </table>`;
}

function originRow(row: OriginRow, moment: Moment): Html {
  const asOf = moment.latest ? "" : `&asOf=${moment.period}`;
  return html`<tr>
    <th scope="row">
      <a href="/v1/kpis/${row.kpi}/explanation?period=${row.period}${asOf}">${row.label}</a>
    </th>
    <td data-head="What">${row.what}</td>
    <td data-head="Value" class="number">${row.value}</td>
    <td data-head="Brought by">${row.from}</td>
    <td data-head="In the log">${row.place}</td>
    <td data-head="Known since">${row.known}</td>
  </tr>`;
}
