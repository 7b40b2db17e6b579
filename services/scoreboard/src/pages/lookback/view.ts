import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo } from "../layout/frame.ts";
import type { GapRow, LookbackView, TimelineRow } from "./view-model.ts";

/** The content of the page that looks back on a goal. */
export function lookbackPage(view: LookbackView, moment: Moment): Html {
  return html`<p class="crumbs">Looking back › ${view.owner}</p>
    <h1>${view.headline}</h1>
    <p class="lead">${view.lead}</p>
    <p><a href="${linkTo(`/kpis/${view.kpi}`, moment)}">The KPI with its figures</a></p>
    ${gapSection(view)} ${timelineSection(view, moment)}`;
}

function gapSection({ gaps }: LookbackView): Html | null {
  if (gaps.length === 0) return null;
  return html`<section id="gaps">
    <h2>
      What was missing <small>by five rules, of how the goal was looked after and never of people</small>
    </h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Found</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${gaps.map(gapItem)}
      </tbody>
    </table>
  </section>`;
}

function gapItem({ name, mark, says, words, events }: GapRow): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td data-head="Found" class="${mark}">${says}</td>
    <td data-head="Why" class="more">
      ${words}
      ${
        events.length > 0 &&
        html`<details>
          <summary>The events that show it</summary>
          <ul>
            ${events.map((event) => html`<li><code>${event}</code></li>`)}
          </ul>
        </details>`
      }
    </td>
  </tr>`;
}

function timelineSection({ timeline }: LookbackView, moment: Moment): Html {
  return html`<section id="timeline">
    <h2>What happened <small>oldest first</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        ${timeline.map((row) => timelineItem(row, moment))}
      </tbody>
    </table>
  </section>`;
}

function timelineItem({ when, words, alert }: TimelineRow, moment: Moment): Html {
  return html`<tr>
    <th scope="row">${when}</th>
    <td data-head="What" class="more">
      ${words} ${alert !== null && html`<a href="${linkTo(`/alerts/${alert}`, moment)}">The alert</a>`}
    </td>
  </tr>`;
}
