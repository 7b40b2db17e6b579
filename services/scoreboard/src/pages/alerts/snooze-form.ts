import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AcknowledgeForm } from "./acknowledge-form.ts";
import { whoField } from "./acknowledge-form.ts";
import { suggestedEnd } from "./suggested-review.ts";

/** Longest reason that a person may write, in characters. */
export const REASON_MAX_CHARACTERS = 4000;

/** Puts an alert off: until when, why, and by whom. */
export function snoozeForm({ alert, moment, back, holder }: AcknowledgeForm): Html {
  return html`<form class="acknowledge" method="post" action="/alerts/${alert}/snoozes">
    <input type="hidden" name="back" value="${back}" />
    <label class="field">
      <span>Why it may rest</span>
      <textarea name="reason" required maxlength="${REASON_MAX_CHARACTERS}"></textarea>
    </label>
    <label class="field">
      <span>It comes up again on</span>
      <input type="date" name="until" required value="${suggestedEnd(moment)}" />
    </label>
    ${whoField(holder)}
    <button>Put off</button>
  </form>`;
}
