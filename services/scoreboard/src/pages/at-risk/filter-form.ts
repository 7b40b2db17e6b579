import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AtRiskPage } from "./view.ts";
import type { Choice } from "./view-model.ts";

/** Filters as a plain form; with JavaScript the answer follows each choice. */
export function filterForm({ view, moment }: AtRiskPage): Html | null {
  const { agencies, categories, owners, changed } = view.filters;
  // Every goal has an owner: without one there is nothing to filter.
  if (owners.length === 0) return null;
  return html`<form
    class="filters"
    action="/"
    hx-get="/"
    hx-trigger="change, submit"
    hx-target="#answer"
    hx-select="#answer"
    hx-swap="outerMorph"
    hx-push-url="true"
    aria-label="Filter goals"
  >
    ${!moment.latest && html`<input type="hidden" name="asOf" value="${moment.asked ?? moment.period}" />`}
    ${select("agency", "All agencies", agencies)} ${select("category", "All categories", categories)}
    ${select("owner", "All owners", owners)}
    <label
      ><input type="checkbox" name="changed" value="1" ${changed && html` checked`} /> Only what
      changed</label
    >
    <noscript><button>Filter</button></noscript>
  </form>`;
}

function select(name: string, all: string, choices: readonly Choice[]): Html | null {
  if (choices.length === 0) return null;
  return html`<select id="filter-${name}" name="${name}" aria-label="${all}">
    <option value="">${all}</option>
    ${choices.map(
      ({ id, name: text, chosen }) =>
        html`<option value="${id}" ${chosen && html` selected`}>${text}</option>`,
    )}
  </select>`;
}
