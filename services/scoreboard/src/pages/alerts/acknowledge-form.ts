import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { suggestedReview } from "./suggested-review.ts";

/** Longest plan that a person may write, in characters. */
export const PLAN_MAX_CHARACTERS = 4000;

export interface AcknowledgeForm {
  readonly alert: string;
  readonly moment: Moment;
  /** Page to return to. */
  readonly back: string;
}

/** Takes an alert on: what will be done, when it is looked at again, and by whom. */
export function acknowledgeForm({ alert, moment, back }: AcknowledgeForm): Html {
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
    <label class="field">
      <span>Your name or address</span>
      <input name="actor" required maxlength="200" autocomplete="email" />
    </label>
    <button class="main">Acknowledge</button>
  </form>`;
}
