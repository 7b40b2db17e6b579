import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { brierChart } from "../../charts/brier-chart.ts";
import { reliabilityChart } from "../../charts/reliability-chart.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import type { Frame } from "../layout/frame.ts";
import { sparseTable } from "../layout/table.ts";
import { ALERT_HEADS } from "./alert-rows.ts";
import { RELIABILITY_HEADS } from "./reliability-rows.ts";
import { JUDGEMENT_HEADS } from "./judgement-rows.ts";
import type { TrackRecordView as RecordView } from "./view-model.ts";

/** The track record with how right people were. */
interface TrackRecordView extends RecordView {
  readonly judgementRows: readonly (readonly string[])[];
  /** What alerts led to; null: none has come so far. */
  readonly acted: string | null;
}

const COLUMNS = [
  "Horizon",
  "Goals",
  "Chance",
  "Red/green",
  "Red/green as chance",
  "Linear pace",
  "Base rate",
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
    ${factList(view.facts)} ${earlySection(view)} ${judgementSection(view)} ${brierSection(view)}
    ${reliabilitySection(view)} ${coverageSection(view)} ${wrongSection(view, moment)}
    ${view.marks.map((mark) => html`<p class="quiet">${mark}</p>`)}
    <p>
      <a href="${linkTo("/capabilities", moment)}"
        >What comes from a model here, what from arithmetic, and how right each is</a
      >
    </p>
  </div>`;
}

function factList(facts: TrackRecordView["facts"]): Html | null {
  if (facts.length === 0) return null;
  return html`<ul class="facts">
    ${facts.map(({ figure, words }) => html`<li><b>${figure}</b> <small>${words}</small></li>`)}
  </ul>`;
}

function earlySection({ early, earlyRows, acted }: TrackRecordView): Html | null {
  if (early.length === 0) return null;
  return html`<section>
    <h2>How good our alerts were <small>of the goals that ended, each by its first alert</small></h2>
    ${factList(early)} ${acted !== null && html`<p class="quiet">${acted}.</p>`}
    ${
      earlyRows.length > 0 &&
      html`<details>
        <summary>By model version, kind of goal and owner</summary>
        ${sparseTable(ALERT_HEADS, earlyRows)}
      </details>`
    }
  </section>`;
}

function judgementSection({ judgementRows }: TrackRecordView): Html | null {
  if (judgementRows.length === 0) return null;
  return html`<section>
    <h2>
      People's judgement beside the model's
      <small
        >Brier score on the same goals and moments, 0 is best; 7 of 10 sure counts as a chance of 70 %</small
      >
    </h2>
    ${sparseTable(JUDGEMENT_HEADS, judgementRows)}
  </section>`;
}

function coverageSection({ coverage }: TrackRecordView): Html | null {
  if (coverage === null) return null;
  return html`<section>
    <h2>Did it end where we said?</h2>
    <p>${coverage}</p>
  </section>`;
}

function progressNote({ done, total }: { readonly done: number; readonly total: number }): Html {
  return html`<p role="status">
    ${numberText(done, 0)} of ${counted(total, "backtest")} done; this page fills up by itself.
    <progress max="${total}" value="${done}">${done}</progress>
  </p>`;
}

function brierSection({ lines, horizons }: TrackRecordView): Html | null {
  if (horizons.length === 0) return null;
  const words = {
    title: "Brier score by horizon",
    description: "How wrong each way of telling was, 0 is best; the table below has the numbers.",
  };
  return html`<section>
    <h2>
      How wrong, by horizon
      <small>Brier score, 0 is best; ratio: the chance's score on the same assessments, divided by it</small>
    </h2>
    ${lines.some(({ scores }) => scores.length > 1) && html`<figure>${brierChart(words, lines)}</figure>`}
    <table class="cards">
      <thead>
        <tr>
          ${COLUMNS.map((name, index) => html`<th scope="col" class="${index > 0 && "number"}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${horizons.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map(({ figure, beside }, index) => html`<td data-head="${COLUMNS[index + 1]}" class="number">${figure} ${beside !== null && html`<small>${beside}</small>`}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function reliabilitySection({ bins, binRows, binsByHorizon }: TrackRecordView): Html | null {
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
      ${sparseTable(RELIABILITY_HEADS, binRows)}
    </details>
    ${
      binsByHorizon.length > 0 &&
      html`<details>
        <summary>Reliability by horizon</summary>
        ${binsByHorizon.map(
          ({ name, rows }) =>
            html`<h3>${name}</h3>
              ${sparseTable(RELIABILITY_HEADS, rows)}`,
        )}
      </details>`
    }
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
                <a
                  href="${linkTo(`/kpis/${row.kpi}`, { ...moment, latest: false, period: row.period }, { goal: row.goal })}"
                  >${row.name}</a
                >
                <small>${row.agency}</small>
              </th>
              <td data-head="Told">${row.told}</td>
              <td data-head="Came">
                ${row.came} <a href="${linkTo(`/goals/${row.goal}/lookback`, moment)}">look back</a>
              </td>
              <td data-head="How">${row.backtest ? "backtest" : "told then"}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
