import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { whoField } from "../alerts/acknowledge-form.ts";
import { choices, field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
import type { CheckInForm } from "./check-in-form.ts";

/** Longest reason that a person may write, in characters. */
export const WHY_MAX_CHARACTERS = 4000;

const ENDS = [
  ["hit", "The target will be reached"],
  ["miss", "The target will be missed"],
] as const;

/** Asks how a goal will end whatever its figures say, why, until when that holds, and who says so. */
export function overrideForm({ action, back, holder, filled = UNFILLED }: CheckInForm): Html {
  return html`<form class="acknowledge" method="post" action="${action}">
    <input type="hidden" name="back" value="${back}" />
    ${keyField(filled)}
    <p>
      It stands beside the model's chance and changes neither chance nor alert, and is scored as the model is
      when the goal ends.
    </p>
    ${field(
      filled,
      { name: "says", label: "How will it end?" },
      ({ value, marks }) =>
        html`<select ${marks} required>
          ${choices(ENDS, value)}
        </select>`,
    )}
    ${field(
      filled,
      { name: "reason", label: "What the figures do not know" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${WHY_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${field(
      filled,
      { name: "until", label: "It holds until (a quarter ahead at most)" },
      ({ value, marks }) => html`<input type="date" ${marks} required value="${value}" />`,
    )}
    ${whoField(holder, filled)}
    <button class="main">Say so</button>
  </form>`;
}
