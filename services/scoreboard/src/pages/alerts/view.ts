import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import { acknowledgeForm } from "./acknowledge-form.ts";
import type { AlertsView, OpenAlert, OwnerAlerts } from "./view-model.ts";

export interface AlertsPage {
  readonly view: AlertsView;
  readonly moment: Moment;
  readonly mayAct: boolean;
  /** Just acknowledged: said once, after the form. */
  readonly done: string | null;
}

/** The alerts page's content. */
export function alertsPage(page: AlertsPage): Html {
  const { view, done } = page;
  return html`${done !== null && html`<p role="status" class="course">● Acknowledged. It stays open until the chance recovers or the goal ends.</p>`}
    <h1>${view.headline}</h1>
    <p class="lead">${view.lead}</p>
    ${view.owners.map((owner) => ownerSection(owner, page))} ${digestSection(page)} ${endedSection(page)}`;
}

function ownerSection({ owner, summary, waiting, taken }: OwnerAlerts, page: AlertsPage): Html {
  return html`<section id="${owner.id}">
    <h2>${owner.email ?? owner.name} <small>${summary}</small></h2>
    ${waiting.map((alert) => alertItem(alert, page))} ${taken.map((alert) => alertItem(alert, page))}
  </section>`;
}

function alertItem(alert: OpenAlert, { moment, mayAct }: AlertsPage): Html {
  const [first = "", ...rest] = alert.message;
  return html`<article class="said" id="alert-${alert.alert}">
    <h3>
      <a href="${linkTo(`/kpis/${alert.kpi}`, moment)}">${alert.name}</a> <small>${alert.agency}</small>
    </h3>
    <p>${alert.what}</p>
    ${rest.length === 0 ? first !== alert.what && html`<p class="quiet">${first}</p>` : messageDetails([first, ...rest])}
    <p class="quiet">${alert.title}. ${alert.state}</p>
    ${alert.open && !alert.acknowledged && mayAct && acknowledgeForm({ alert: alert.alert, moment, back: "/alerts" })}
  </article>`;
}

function messageDetails(lines: readonly string[]): Html {
  return html`<details>
    <summary>The whole message</summary>
    ${lines.map((line) => html`<p class="quiet">${line}</p>`)}
  </details>`;
}

function digestSection({ view, moment }: AlertsPage): Html | null {
  if (view.digests.length === 0) return null;
  return html`<section id="digests">
    <h2>Delivered <small>what reached an owner together</small></h2>
    ${view.digests.map(
      ({ owner, lines }) =>
        html`<details>
          <summary>To ${owner.email ?? owner.name}: ${counted(lines.length, "alert")}</summary>
          ${lines.map(({ kpi, text }) => html`<p><a href="${linkTo(`/kpis/${kpi}`, moment)}">${text}</a></p>`)}
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
      ${ended.map((alert) => alertItem(alert, page))}
    </details>
  </section>`;
}
