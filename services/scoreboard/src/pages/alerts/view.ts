import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { instantText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import { keptApartSection } from "./kept-apart.ts";
import type { ForOwner } from "./owners-table.ts";
import type { ReviewsInbox } from "../reviews/reviews-section.ts";
import type { SilentInbox } from "../stale-goals/stale-table.ts";
import { setAsideSection } from "./set-aside.ts";
import type { AlertsView, OpenAlert, OwnerAlerts } from "./view-model.ts";

export interface AlertsPage {
  readonly view: AlertsView;
  /** Goals that are looked at out of their cycle and wait for a conclusion. */
  readonly reviews: ReviewsInbox;
  /** Goals that nothing comes in about. */
  readonly silent: SilentInbox;
  readonly apart: readonly ForOwner[];
  readonly aside: readonly ForOwner[];
  readonly channels: Html | false;
  readonly moment: Moment;
  readonly mayAct: boolean;
  /** Just acknowledged: said once, after the form. */
  readonly done: string | null;
}

/** Alerts of an owner before the rest folds, and behind the fold; of one owner alone the page lists more. */
const ROWS_SHOWN = 6;
const ROWS_FOLDED = 12;
const ROWS_OF_ONE_OWNER = 150;
const DIGEST_LINES_SHOWN = 20;

/** The alerts page's content. */
export function alertsPage(page: AlertsPage): Html {
  const { view, done } = page;
  return html`${done !== null && html`<p role="status" class="course">● Noted. It stays open until the chance recovers or the goal ends.</p>`}
    <h1>${view.headline}${page.reviews.headline}${page.silent.headline}</h1>
    <p class="lead">${view.lead}</p>
    ${page.reviews.section} ${page.silent.section} ${view.owners.map((owner) => ownerSection(owner, page))}
    ${moreOwners(view)} ${digestSection(page)} ${page.channels} ${endedSection(page)}
    ${keptApartSection(page.apart, page.moment)} ${setAsideSection(page.aside, page.moment)}`;
}

function ownerSection({ owner, summary, waiting, taken }: OwnerAlerts, page: AlertsPage): Html {
  const rows = [...waiting, ...taken];
  const most = page.view.owners.length === 1 ? ROWS_OF_ONE_OWNER : ROWS_FOLDED;
  const rest = rows.slice(ROWS_SHOWN, ROWS_SHOWN + most);
  const more = rows.length - ROWS_SHOWN - rest.length;
  return html`<section id="${owner.id}">
    <h2>
      ${owner.email ?? owner.name}
      <small
        >${summary} ·
        <a href="${linkTo("/my-alerting", page.moment, { person: owner.id })}">how they are told</a></small
      >
    </h2>
    ${alertTable(rows.slice(0, ROWS_SHOWN), page)}
    ${
      rest.length > 0 &&
      html`<details>
        <summary>Show ${rest.length} more</summary>
        ${alertTable(rest, page)}
      </details>`
    }
    ${
      more > 0 &&
      html`<p class="fold">
        <a class="button" href="${linkTo("/alerts", page.moment, { owner: owner.id })}"
          >Show all ${rows.length} of this owner</a
        >
      </p>`
    }
  </section>`;
}

function moreOwners({ ownersNotListed: count }: AlertsView): Html | null {
  if (count === 0) return null;
  return html`<p class="quiet">
    ${counted(count, "more owner")} with fewer alerts that wait ${count === 1 ? "is" : "are"} not listed here;
    <code>GET /v1/alerts?owner=</code> has them all.
  </p>`;
}

function alertTable(rows: readonly OpenAlert[], page: AlertsPage): Html {
  return html`<table class="cards alerts">
    <thead>
      <tr>
        <th scope="col">Goal</th>
        <th scope="col" class="number">Chance now</th>
        <th scope="col" class="number">when raised</th>
        <th scope="col">Raised with</th>
        <th scope="col">What is done about it</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((alert) => alertItem(alert, page))}
    </tbody>
  </table>`;
}

function alertItem(alert: OpenAlert, page: AlertsPage): Html {
  const { moment, mayAct } = page;
  const waits = alert.waits && mayAct;
  return html`<tr id="alert-${alert.alert}">
    <th scope="row">
      <a href="${linkTo(`/kpis/${alert.kpi}`, moment, { goal: alert.goal })}">${alert.name}</a
      ><small>${alert.agency}</small>
    </th>
    <td data-head="Chance now" class="number ${alert.side}">${alert.now}</td>
    <td data-head="when raised" class="number">${alert.told}</td>
    <td data-head="Raised with">${alert.raisedWith}</td>
    <td class="more">
      ${(!waits || alert.tells) && html`<small>${alert.state}</small>`}
      <a href="${linkTo(`/alerts/${alert.alert}`, moment)}"
        >${waits ? "Read it and take it on" : "Read it"}</a
      >
    </td>
  </tr>`;
}

function digestSection({ view, moment }: AlertsPage): Html | null {
  if (view.digests.length === 0) return null;
  return html`<section id="digests">
    <h2>Delivered <small>what reached an owner together, newest first</small></h2>
    ${view.digests.map(
      ({ owner, deliveredAt, lines }) =>
        html`<details>
          <summary>
            To ${owner.email ?? owner.name}: ${counted(lines.length, "alert")},
            ${instantText(deliveredAt, moment.timeZone)}
          </summary>
          ${lines
            .slice(0, DIGEST_LINES_SHOWN)
            .map(
              ({ kpi, goal, apart, text }) =>
                html`<p>
                  <a href="${linkTo(`/kpis/${kpi}`, moment, { goal })}">${text}</a
                  >${apart !== null && html` <small>${apart}</small>`}
                </p>`,
            )}
          ${lines.length > DIGEST_LINES_SHOWN && html`<p>and ${lines.length - DIGEST_LINES_SHOWN} more</p>`}
        </details>`,
    )}
  </section>`;
}

function endedSection(page: AlertsPage): Html | null {
  const { ended } = page.view;
  if (ended.length === 0) return null;
  return html`<section id="ended">
    <h2>Ended <small>the newest ${ended.length}</small></h2>
    <details>
      <summary>Show them</summary>
      ${alertTable(ended, page)}
    </details>
  </section>`;
}
