import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { brierChart } from "../../charts/brier-chart.ts";
import { reliabilityChart } from "../../charts/reliability-chart.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import type { Frame } from "../layout/frame.ts";
import { sparseTable } from "../layout/table.ts";
import type { TrackRecordView } from "./view-model.ts";

const COLUMNS = [
  "As of the end of",
  "Goals",
  "Chance",
  "Red/green",
  "Red/green as chance",
  "Ratio to red/green",
  "Ratio to it as chance",
] as const;

/** The track record's content; while backtests are under way it renews itself. */
export function trackRecordPage(view: TrackRecordView, moment: Moment, backtests: Frame["backtests"]): Html {
  const href = linkTo("/track-record", moment);
  const poll =
    backtests !== null &&
    html` hx-get="${href}" hx-trigger="every 10s" hx-select="#record" hx-swap="outerHTML"`;
  return html`<div id="record" ${poll}>
    ${backtests !== null && progressNote(backtests)}
    <h1>${view.headline}</h1>
    <p class="lead">${view.lead}</p>
    <ul class="facts">
      ${view.facts.map(({ figure, words }) => html`<li><b>${figure}</b> <small>${words}</small></li>`)}
    </ul>
    ${brierSection(view)} ${reliabilitySection(view)} ${wrongSection(view, moment)}
    <p class="quiet">${view.marks}</p>
  </div>`;
}

function progressNote({ done, total }: { readonly done: number; readonly total: number }): Html {
  return html`<p role="status">
    ${numberText(done, 0)} of ${counted(total, "backtest")} done; this page fills up by itself.
    <progress max="${total}" value="${done}">${done}</progress>
  </p>`;
}

function brierSection({ lines, months }: TrackRecordView): Html | null {
  if (months.length === 0) return null;
  const words = {
    title: "Brier score by month of the year",
    description: "How wrong each way of telling was, 0 is best; the table below has the numbers.",
  };
  return html`<section>
    <h2>How wrong, by month <small>Brier score, 0 is best; every way judged on the same goals</small></h2>
    ${lines.some(({ scores }) => scores.length > 1) && html`<figure>${brierChart(words, lines)}</figure>`}
    <table class="cards">
      <thead>
        <tr>
          ${COLUMNS.map((name, index) => html`<th scope="col" class="${index > 0 && "number"}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${months.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell, index) => html`<td data-head="${COLUMNS[index + 1]}" class="number">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function reliabilitySection({ bins, binRows }: TrackRecordView): Html | null {
  if (binRows.length === 0) return null;
  const words = {
    title: "Reliability: what was told against what came",
    description: "On the dashed diagonal a chance means what it says. The table below has the numbers.",
  };
  return html`<section>
    <h2>
      Does 70 % mean 70 %?
      <small>on the dashed line it does; bars: 90 % interval; larger dots: more goals</small>
    </h2>
    ${bins.length > 0 && html`<figure>${reliabilityChart(words, bins)}</figure>`}
    <details ${bins.length === 0 && "open"}>
      <summary>Reliability as a table</summary>
      ${sparseTable(["Told", "Assessments", "Mean chance", "Reached", "90 % interval"], binRows)}
    </details>
  </section>`;
}

function wrongSection({ wrong }: TrackRecordView, moment: Moment): Html | null {
  if (wrong.length === 0) return null;
  return html`<section>
    <h2>Most wrong <small>each goal's worst assessment</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Goal</th>
          <th scope="col">Told</th>
          <th scope="col">Came</th>
          <th scope="col">How</th>
        </tr>
      </thead>
      <tbody>
        ${wrong.map(
          (row) =>
            html`<tr>
              <th scope="row">
                <a href="${linkTo(`/kpis/${row.kpi}`, { ...moment, latest: false, period: row.period })}"
                  >${row.name}</a
                >
                <small>${row.agency}</small>
              </th>
              <td data-head="Told">${row.told}</td>
              <td data-head="Came">${row.came}</td>
              <td data-head="How">${row.backtest ? "backtest" : "told then"}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
