import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
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
}

/** Asks who somebody is, where no link says it. */
export function whoField(holder: LinkHolder | null): Html {
  if (holder !== null) {
    return html`<p>As ${holder.name}, by the link in your message.</p>
      <input type="hidden" name="token" value="${holder.token}" />`;
  }
  return html`<label class="field">
    <span>Your name or address</span>
    <input name="actor" required maxlength="200" autocomplete="email" />
  </label>`;
}

/** Takes an alert on: what will be done, when it is looked at again, and by whom. */
export function acknowledgeForm({ alert, moment, back, holder }: AcknowledgeForm): Html {
  return html`<form class="acknowledge" method="post" action="/alerts/${alert}/acknowledgements">
    <input type="hidden" name="back" value="${back}" />
    <label class="field">
      <span>What will be done</span>
      <textarea name="plan" required maxlength="${PLAN_MAX_CHARACTERS}"></textarea>
    </label>
    <label class="field">
      <span>Look at it again on</span>
      <input type="date" name="reviewDate" required value="${suggestedReview(moment)}" />
    </label>
    ${whoField(holder)}
    <button class="main">Acknowledge</button>
  </form>`;
}
