import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AlertOption } from "../../reading/alert-options.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import { whoField } from "../alerts/acknowledge-form.ts";

/** Longest reason that a person may write, in characters. */
export const DECLINE_MAX_CHARACTERS = 4000;

/** Decides on a suggestion: accepts it, or declines it with a reason. */
export function decideForms({ alert, option, line }: AlertOption, holder: LinkHolder | null): Html {
  const action = `/alerts/${alert}/suggestions/${option}`;
  const back = html`<input type="hidden" name="back" value="/alerts/${alert}" />`;
  const owner = line?.startsWith("planned value ") === true ? "its source publishes" : "the plan file says";
  return html`<details>
      <summary>Accept it</summary>
      <form class="acknowledge" method="post" action="${action}/acceptance">
        ${back}
        <p>
          Accepting records the decision and changes nothing yet: the goal changes once ${owner}
          <code>${line}</code>
        </p>
        ${whoField(holder)}
        <button class="main">Accept</button>
      </form>
    </details>
    <details>
      <summary>Decline it</summary>
      <form class="acknowledge" method="post" action="${action}/decline">
        ${back}
        <label class="field">
          <span>Why not</span>
          <textarea name="reason" required maxlength="${DECLINE_MAX_CHARACTERS}"></textarea>
        </label>
        ${whoField(holder)}
        <button>Decline</button>
      </form>
    </details>`;
}
