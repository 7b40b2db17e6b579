import { MOST_CONFIDENCE } from "@milepost/contracts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import { whoField } from "../alerts/acknowledge-form.ts";

/** Longest comment that a person may write, in characters. */
export const COMMENT_MAX_CHARACTERS = 4000;

export interface CheckInForm {
  /** Where it is sent to. */
  readonly action: string;
  /** Page to return to. */
  readonly back: string;
  /** Null: the form asks who somebody is. */
  readonly holder: LinkHolder | null;
}

/** Asks how sure somebody is of reaching a goal's target, why, and who they are. */
export function checkInForm({ action, back, holder }: CheckInForm): Html {
  const steps = Array.from({ length: MOST_CONFIDENCE + 1 }, (_, step) => MOST_CONFIDENCE - step);
  return html`<form class="acknowledge" method="post" action="${action}">
    <input type="hidden" name="back" value="${back}" />
    <label class="field">
      <span>How sure are you that the target is reached?</span>
      <select name="confidence" required>
        <option value="">Choose</option>
        ${steps.map((step) => html`<option value="${step}">${stepText(step)}</option>`)}
      </select>
    </label>
    <label class="field">
      <span>Why, or what has changed</span>
      <textarea name="comment" maxlength="${COMMENT_MAX_CHARACTERS}"></textarea>
    </label>
    ${whoField(holder)}
    <button class="main">Check in</button>
  </form>`;
}

function stepText(step: number): string {
  if (step === MOST_CONFIDENCE) return `${step}: certain`;
  return step === 0 ? "0: not at all" : String(step);
}
