import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AlertOption } from "../../reading/alert-options.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import { whoField } from "../alerts/acknowledge-form.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";

/** Longest reason that a person may write, in characters. */
export const DECLINE_MAX_CHARACTERS = 4000;

export interface DecideForm {
  readonly alert: string;
  readonly option: string;
  readonly holder: LinkHolder | null;
  readonly filled?: FilledForm;
}

/** Decides on a suggestion: accepts it, or declines it with a reason. */
export function decideForms(suggested: AlertOption, holder: LinkHolder | null): Html {
  const { alert, option } = suggested;
  return html`<details>
      <summary>Accept it</summary>
      <p>${acceptedText(suggested)}</p>
      ${acceptForm({ alert, option, holder })}
    </details>
    <details>
      <summary>Decline it</summary>
      ${declineForm({ alert, option, holder })}
    </details>`;
}

/** What accepting means. */
function acceptedText({ kind, line }: AlertOption): Html {
  if (kind === "lead")
    return html`Whoever accepts it answers for it: by how much, from when on and who is recorded. It is
    followed once a goal of the plan measures it; nothing changes by itself.`;
  const owner = line?.startsWith("planned value ") === true ? "its source publishes" : "the plan file says";
  return html`Accepting records the decision and changes nothing yet: the goal changes once ${owner}
    <code>${line}</code>`;
}

/** Accepts a suggestion, by somebody. */
export function acceptForm({ alert, option, holder, filled = UNFILLED }: DecideForm): Html {
  return html`<form
    class="acknowledge"
    method="post"
    action="/alerts/${alert}/suggestions/${option}/acceptance"
  >
    <input type="hidden" name="back" value="/alerts/${alert}" />
    ${keyField(filled)} ${whoField(holder, filled)}
    <button class="main">Accept</button>
  </form>`;
}

/** Declines a suggestion: why, and by whom. */
export function declineForm({ alert, option, holder, filled = UNFILLED }: DecideForm): Html {
  return html`<form class="acknowledge" method="post" action="/alerts/${alert}/suggestions/${option}/decline">
    <input type="hidden" name="back" value="/alerts/${alert}" />
    ${keyField(filled)}
    ${field(
      filled,
      { name: "reason", label: "Why not" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${DECLINE_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${whoField(holder, filled)}
    <button>Decline</button>
  </form>`;
}
