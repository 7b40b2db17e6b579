import type { PlanState } from "@milepost/plan";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";

/** A scorecard that may be looked at. */
export interface ScorecardChoice {
  readonly id: string;
  readonly name: string;
  readonly chosen: boolean;
}

/** Scorecards that can be picked from a page; `GET /v1/scorecards` has all. */
const CHOICES_SHOWN = 300;

/** The plan's scorecards, in its order. */
export function scorecardChoices(plan: PlanState, chosen: string): readonly ScorecardChoice[] {
  return [...plan.scorecards.values()]
    .slice(0, CHOICES_SHOWN)
    .map(({ id, definition }) => ({ id, name: definition.name ?? id, chosen: id === chosen }));
}

/** A form that opens another scorecard; nothing where there is only one. */
export function scorecardPicker(choices: readonly ScorecardChoice[], moment: Moment): Html | null {
  if (choices.length < 2) return null;
  return html`<form
    class="filters"
    action="/scorecard"
    hx-get="/scorecard"
    hx-trigger="change"
    hx-target="body"
    hx-push-url="true"
  >
    ${!moment.latest && html`<input type="hidden" name="asOf" value="${moment.asked ?? moment.period}" />`}
    <select id="scorecard" name="scorecard" aria-label="Scorecard">
      ${choices.map(
        ({ id, name, chosen }) => html`<option value="${id}" ${chosen && html` selected`}>${name}</option>`,
      )}
    </select>
    <noscript><button>Show</button></noscript>
  </form>`;
}
