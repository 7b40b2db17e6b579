import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AcknowledgeForm } from "./acknowledge-form.ts";
import { whoField } from "./acknowledge-form.ts";
import { field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
import { suggestedEnd } from "./suggested-review.ts";

/** Longest reason that a person may write, in characters. */
export const REASON_MAX_CHARACTERS = 4000;

/** Puts an alert off: until when, why, and by whom. */
export function snoozeForm({ alert, moment, back, holder, filled = UNFILLED }: AcknowledgeForm): Html {
  return html`<form class="acknowledge" method="post" action="/alerts/${alert}/snoozes">
    <input type="hidden" name="back" value="${back}" />
    ${keyField(filled)}
    ${field(
      filled,
      { name: "reason", label: "Why it may rest" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${REASON_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${field(
      filled,
      { name: "until", label: "It comes up again on", suggested: suggestedEnd(moment) },
      ({ value, marks }) => html`<input type="date" ${marks} required value="${value}" />`,
    )}
    ${whoField(holder, filled)}
    <button>Put off</button>
  </form>`;
}
