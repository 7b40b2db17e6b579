import type { PlanState } from "@milepost/plan";
import type { ExternalEventRow } from "@milepost/store/queries/reviews";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { ReviewReading } from "../../reading/review-readings.ts";
import { instantText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { isOpenReview } from "../../words/reviews.ts";
import { reviewTable } from "./reviews-section.ts";

/** Rows of either table that the page shows; the API has all. */
const ROWS_SHOWN = 100;

export interface ReportedPage {
  readonly reviews: readonly ReviewReading[];
  readonly events: readonly ExternalEventRow[];
  readonly goals: PlanState["goals"];
  readonly moment: Moment;
}

/** What happened outside, which goals were looked at because of it, and what came of it. */
export function reportedPage({ reviews, events, goals, moment }: ReportedPage): Html {
  const open = reviews.filter(isOpenReview).length;
  return html`<h1>${headline(reviews.length, open)}</h1>
    <p class="lead">
      Whoever learns of something that may change what goals can reach reports it (<code>POST /v1/events</code
      >); each goal that it concerns is looked at the same day, and not only with the next month.
    </p>
    ${reviews.length > 0 && reviewTable(reviews.slice(0, ROWS_SHOWN), moment)}
    <section id="reported">
      <h2>What was reported <small>also where it names nothing that is known here</small></h2>
      ${events.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : eventTable(events.slice(0, ROWS_SHOWN), goals, moment)}
    </section>`;
}

function headline(all: number, open: number): string {
  if (all === 0) return "No goal was looked at out of its cycle.";
  if (open === 0) return `${counted(all, "review")}, none of which waits for a conclusion.`;
  return `${counted(open, "review")} ${open === 1 ? "waits" : "wait"} for a conclusion.`;
}

function eventTable(events: readonly ExternalEventRow[], goals: PlanState["goals"], moment: Moment): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">What happened</th>
        <th scope="col">When</th>
        <th scope="col">Goals</th>
        <th scope="col">Not known here</th>
      </tr>
    </thead>
    <tbody>
      ${events.map((event) => eventRow(event, goals, moment))}
    </tbody>
  </table>`;
}

function eventRow(event: ExternalEventRow, goals: PlanState["goals"], { timeZone }: Moment): Html {
  const titles = event.goals.map((goal) => goals.get(goal)?.definition.title ?? goal);
  const unknown = [...event.unknown_goals, ...event.unknown_kpis];
  return html`<tr>
    <th scope="row">${event.title}<small>${event.kind.replaceAll("-", " ")}</small></th>
    <td data-head="When">${instantText(Date.parse(event.happened_at), timeZone)}</td>
    <td data-head="Goals">${titles.length === 0 ? "none" : titles.join(", ")}</td>
    <td data-head="Not known here">${unknown.length === 0 ? "–" : unknown.join(", ")}</td>
  </tr>`;
}
