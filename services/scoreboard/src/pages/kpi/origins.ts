import type { Grain } from "@milepost/contracts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { KpiFacts, Moment } from "../../reading/readings.ts";
import { sentence } from "../../words/lists.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import type { KpiView, OriginRow } from "./view-model.ts";
import { ORIGINS_SHOWN } from "./view-model.ts";

export interface Origins {
  readonly view: Pick<KpiView, "origins">;
  readonly kpi: Pick<KpiFacts, "id" | "grain">;
  /** What the page's own address carries. */
  readonly query: Readonly<Record<string, string>>;
  readonly moment: Moment;
  /** All months, not only the newest. */
  readonly all: boolean;
}

/** Where each number comes from: value, run, place in the log, and the way to all its versions. */
export function originsTable({ view, kpi, query, moment, all }: Origins): Html | null {
  const { origins } = view;
  if (origins.length === 0) return null;
  const months = [...new Set(origins.map(({ period }) => period))];
  const edge = all ? "" : (months[ORIGINS_SHOWN - 1] ?? "");
  const href = linkTo(`/kpis/${kpi.id}`, moment, { ...query, origins: "all" });
  const count =
    all || months.length <= ORIGINS_SHOWN ? "" : `the last ${counted(ORIGINS_SHOWN, kpi.grain)}; `;
  return html`<section id="origins">
    <h2>
      Where each number comes from
      <small>${count}each ${kpi.grain} leads to all versions of its number</small>
    </h2>
    ${table(
      origins.filter(({ period }) => period >= edge),
      { moment, grain: kpi.grain },
    )}
    ${
      count !== "" &&
      html`<p class="fold">
        <a
          class="button"
          href="${href}#origins"
          hx-get="${href}"
          hx-select="#origins"
          hx-target="#origins"
          hx-swap="outerHTML"
          >Show all ${counted(months.length, kpi.grain)}</a
        >
      </p>`
    }
  </section>`;
}

function table(
  rows: readonly OriginRow[],
  { moment, grain }: { readonly moment: Moment; readonly grain: Grain },
): Html {
  return html`<table class="cards origins">
    <thead>
      <tr>
        <th scope="col">${sentence(grain)}</th>
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
  const href = linkTo(`/kpis/${row.kpi}/evidence`, moment, {
    period: row.period,
    ...(row.series !== "" && { series: row.series }),
  });
  return html`<tr>
    <th scope="row">
      <a href="${href}">${row.label}</a>
    </th>
    <td data-head="What">${row.what}</td>
    <td data-head="Value" class="number">${row.value}</td>
    <td data-head="Brought by">${row.from}</td>
    <td data-head="In the log">${row.place}</td>
    <td data-head="Known since">${row.known}</td>
  </tr>`;
}
