import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo, pageOfGoal } from "../layout/frame.ts";
import { scorecardPicker } from "./picker.ts";
import type { ScorecardChoice } from "./picker.ts";
import type { ScoreCell, ScorecardItems, ScorecardView } from "./view-model.ts";

export interface ScorecardPage {
  readonly view: ScorecardView;
  readonly moment: Moment;
  /** The one that is shown among all of them. */
  readonly choices: readonly ScorecardChoice[];
  /** What links to this very scorecard carry; empty for the plan's first one. */
  readonly query: Readonly<Record<string, string>>;
}

/** The scorecard's content: the grid, and the items behind the opened cell. */
export function scorecardPage({ view, moment, choices, query }: ScorecardPage): Html {
  return html`${scorecardPicker(choices, moment)}
    <h1>${view.headline}</h1>
    <p class="lead">${view.lead}</p>
    <table class="cards grid">
      <thead>
        <tr>
          <th scope="col"><span class="unseen">${view.side}</span></th>
          ${view.columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${view.rows.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell, index) => cellOf(cell, { head: view.columns[index]?.name ?? "", moment, query }))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${view.notListed > 0 && html`<p class="quiet">The lowest stand here; ${view.notListed} more are in the API.</p>`}
    ${itemsSection(view.items, moment)}`;
}

interface CellPlace extends Pick<ScorecardPage, "moment" | "query"> {
  /** Name of its column. */
  readonly head: string;
}

function cellOf(cell: ScoreCell | null, { head, moment, query: own }: CellPlace): Html {
  if (cell === null)
    return html`<td data-head="${head}" class="unknown">–<span class="unseen">no goals</span></td>`;
  const query: Record<string, string> = { ...own };
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

function itemsSection({ title, note, toDate, rows }: ScorecardItems, moment: Moment): Html {
  return html`<section id="items">
    <h2>${title} <small>${note}</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Goal</th>
          <th scope="col" class="number">Score</th>
          <th scope="col" class="number">${toDate}</th>
          <th scope="col" class="number">Target to date</th>
          <th scope="col">Says</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">
                <a href="${pageOfGoal(row, moment)}">${row.name}</a><small>${row.agency}</small>
              </th>
              <td data-head="Score" class="number">${row.cell.score ?? "unknown"}</td>
              <td data-head="${toDate}" class="number">${row.actual ?? "unknown"}</td>
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
