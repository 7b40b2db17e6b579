import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
import { suggestedReview } from "./suggested-review.ts";

/** Longest plan that a person may write, in characters. */
export const PLAN_MAX_CHARACTERS = 4000;

/** Who came by the link of a message, which says so by itself. */
export interface LinkHolder {
  readonly name: string;
  readonly token: string;
}

export interface AcknowledgeForm {
  readonly alert: string;
  readonly moment: Moment;
  /** Page to return to. */
  readonly back: string;
  /** Null: the form asks who somebody is. */
  readonly holder: LinkHolder | null;
  readonly filled?: FilledForm;
}

/** Asks who somebody is, where no link says it. */
export function whoField(holder: LinkHolder | null, filled: FilledForm = UNFILLED): Html {
  if (holder !== null) {
    const problem = filled.problems["actor"];
    return html`<p>As ${holder.name}, by the link in your message.</p>
      ${problem !== undefined && html`<strong class="problem">${problem}</strong>`}
      <input type="hidden" name="token" value="${holder.token}" />`;
  }
  return field(
    filled,
    { name: "actor", label: "Your name or address" },
    ({ value, marks }) =>
      html`<input ${marks} required maxlength="200" autocomplete="email" value="${value}" />`,
  );
}

/** Takes an alert on: what will be done, when it is looked at again, and by whom. */
export function acknowledgeForm({ alert, moment, back, holder, filled = UNFILLED }: AcknowledgeForm): Html {
  return html`<form class="acknowledge" method="post" action="/alerts/${alert}/acknowledgements">
    <input type="hidden" name="back" value="${back}" />
    ${keyField(filled)}
    ${field(
      filled,
      { name: "plan", label: "What will be done" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${PLAN_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${field(
      filled,
      { name: "reviewDate", label: "Look at it again on", suggested: suggestedReview(moment) },
      ({ value, marks }) => html`<input type="date" ${marks} required value="${value}" />`,
    )}
    ${whoField(holder, filled)}
    <button class="main">Acknowledge</button>
  </form>`;
}
