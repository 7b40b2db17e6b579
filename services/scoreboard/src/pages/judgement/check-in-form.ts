import { MOST_CONFIDENCE } from "@milepost/contracts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { choices, field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
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
  readonly filled?: FilledForm;
}

/** Asks how sure somebody is of reaching a goal's target, why, and who they are. */
export function checkInForm({ action, back, holder, filled = UNFILLED }: CheckInForm): Html {
  const steps = Array.from({ length: MOST_CONFIDENCE + 1 }, (_, step) => MOST_CONFIDENCE - step);
  const texts = steps.map((step) => [step, stepText(step)] as const);
  return html`<form class="acknowledge" method="post" action="${action}">
    <input type="hidden" name="back" value="${back}" />
    ${keyField(filled)}
    ${field(
      filled,
      { name: "confidence", label: "How sure are you that the target is reached?" },
      ({ value, marks }) =>
        html`<select ${marks} required>
          ${choices(texts, value)}
        </select>`,
    )}
    ${field(
      filled,
      { name: "comment", label: "Why, or what has changed" },
      ({ value, marks }) =>
        html`<textarea ${marks} maxlength="${COMMENT_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${whoField(holder, filled)}
    <button class="main">Check in</button>
  </form>`;
}

function stepText(step: number): string {
  if (step === MOST_CONFIDENCE) return `${step}: certain`;
  return step === 0 ? "0: not at all" : String(step);
}
