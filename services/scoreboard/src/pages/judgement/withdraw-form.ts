import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { whoField } from "../alerts/acknowledge-form.ts";
import { field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
import type { CheckInForm } from "./check-in-form.ts";
import { WHY_MAX_CHARACTERS } from "./override-form.ts";

/** Takes back what somebody said of how a goal will end: why, and by whom. */
export function withdrawForm({ action, back, holder, filled = UNFILLED }: CheckInForm): Html {
  return html`<form class="acknowledge" method="post" action="${action}">
    <input type="hidden" name="back" value="${back}" />
    ${keyField(filled)}
    <p>It stays in the history, and is scored when the goal ends: it was said.</p>
    ${field(
      filled,
      { name: "reason", label: "Why it does not hold any more" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${WHY_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${whoField(holder, filled)}
    <button>Withdraw it</button>
  </form>`;
}
