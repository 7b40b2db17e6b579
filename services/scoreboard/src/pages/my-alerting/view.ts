import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { linkTo } from "../layout/frame.ts";
import type { MyAlertingView, ThresholdRow } from "./view-model.ts";

/** What stands on the page besides. */
export interface MyAlertingParts {
  readonly channels: Html | false;
  /** The form to try other thresholds. */
  readonly tries: Html | false;
}

/** How one person is told of alerts. */
export function myAlertingPage(view: MyAlertingView, { channels, tries }: MyAlertingParts): Html {
  return html`<p class="crumbs">My alerting › ${view.name}</p>
    <h1>${view.headline}</h1>
    ${thresholdSection(view)} ${channels}
    <section>
      <h2>When, and how much</h2>
      <dl>
        ${view.facts.map(
          ([name, text]) =>
            html`<dt>${name}</dt>
              <dd>${text}</dd>`,
        )}
      </dl>
      <p>${view.managed}</p>
      <pre><code>${view.lines}</code></pre>
    </section>
    ${tries}`;
}

function thresholdSection({ thresholds, name }: MyAlertingView): Html {
  if (thresholds.length === 0) return html`<p class="lead">${name} is accountable for no goal.</p>`;
  return html`<section id="thresholds">
    <h2>Thresholds in force <small>of this person's goals</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Goals</th>
          <th scope="col">Chance of reaching</th>
          <th scope="col">Raised</th>
          <th scope="col">Cleared</th>
          <th scope="col">To be answered</th>
        </tr>
      </thead>
      <tbody>
        ${thresholds.map(thresholdItem)}
      </tbody>
    </table>
    <p class="quiet">
      The plan may set <code>raiseBelow</code> and <code>clearAbove</code> from 0 to 1, the second no lower
      than the first, <code>periods</code> from 1 to 12, and <code>reach</code> up to 1: for all goals, for a
      commitment, or for a kind.
    </p>
  </section>`;
}

function thresholdItem({ goals, looksAt, raised, cleared, answered }: ThresholdRow): Html {
  return html`<tr>
    <th scope="row">${goals}</th>
    <td data-head="Chance of reaching">${looksAt}</td>
    <td data-head="Raised">${raised}</td>
    <td data-head="Cleared">${cleared}</td>
    <td data-head="To be answered">${answered}</td>
  </tr>`;
}

/** Whose alerting there is to see; where the plan names nobody, what to do. */
export function everybodyPage(
  people: readonly { readonly id: string; readonly name: string }[],
  missing: Html | null,
  moment: Moment,
): Html {
  if (people.length === 0)
    return html`<h1>The plan names nobody yet.</h1>
      ${missing}`;
  return html`<h1>Whose alerting?</h1>
    <ul>
      ${people.map(
        ({ id, name }) =>
          html`<li><a href="${linkTo("/my-alerting", moment, { person: id })}">${name}</a></li>`,
      )}
    </ul>`;
}
