import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo } from "../layout/frame.ts";
import type { ScoreCell, ScorecardItems, ScorecardView } from "./view-model.ts";

/** The scorecard's content: the grid, and the items behind the opened cell. */
export function scorecardPage(view: ScorecardView, moment: Moment): Html {
  return html`<h1>${view.headline}</h1>
    <p class="lead">${view.lead}</p>
    <table class="cards grid">
      <thead>
        <tr>
          <th scope="col"><span class="unseen">Agency</span></th>
          ${view.columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${view.rows.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell, index) => cellOf(cell, view.columns[index]?.name ?? "", moment))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${itemsSection(view.items, moment)}`;
}

function cellOf(cell: ScoreCell | null, head: string, moment: Moment): Html {
  if (cell === null)
    return html`<td data-head="${head}" class="unknown">–<span class="unseen">no goals</span></td>`;
  const query: Record<string, string> = {};
  if (cell.unit !== null) query["unit"] = cell.unit;
  if (cell.category !== null) query["category"] = cell.category;
  if (cell.unit === null && cell.category === null) query["items"] = "all";
  const href = linkTo("/scorecard", moment, query);
  return html`<td data-head="${head}" class="score">
    <a
      href="${href}#items"
      hx-get="${href}"
      hx-select="#items"
      hx-target="#items"
      hx-swap="outerHTML show:top"
      class="${cell.side}"
    >
      <b>${cell.score ?? "unknown"}</b>
      <i style="--w:${Math.round(cell.share * 100)}%"></i>
      <small>${cell.word}</small><small class="quiet">${cell.coverage}</small>
    </a>
  </td>`;
}

function itemsSection({ title, note, rows }: ScorecardItems, moment: Moment): Html {
  return html`<section id="items">
    <h2>${title} <small>${note}</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Goal</th>
          <th scope="col" class="number">Score</th>
          <th scope="col" class="number">Year to date</th>
          <th scope="col" class="number">Target to date</th>
          <th scope="col">Says</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">
                <a href="${linkTo(`/kpis/${row.kpi}`, moment)}">${row.name}</a><small>${row.agency}</small>
              </th>
              <td data-head="Score" class="number">${row.cell.score ?? "unknown"}</td>
              <td data-head="Year to date" class="number">${row.actual ?? "unknown"}</td>
              <td data-head="Target to date" class="number">${row.targetToDate ?? "none"}</td>
              <td data-head="Says" class="${row.cell.side}">
                ${row.cell.score === null ? (row.stale ?? row.takes) : row.cell.word}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
