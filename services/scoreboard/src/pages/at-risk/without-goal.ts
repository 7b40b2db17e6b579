import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { KpiFacts, Moment } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";

/** KPIs that nothing is promised for, as far as the page lists them. */
export interface WithoutGoalList {
  /** How many there are in all. */
  readonly count: number;
  /** Place of the first one that is listed. */
  readonly from: number;
  readonly kpis: readonly { readonly kpi: KpiFacts; readonly why: string }[];
}

export interface WithoutGoalPage {
  readonly without: WithoutGoalList;
  readonly moment: Moment;
  readonly query: Readonly<Record<string, string>>;
}

/** KPIs without a goal that one page lists. */
export const WITHOUT_GOAL_SHOWN = 40;

/** The section of the KPIs without a goal; nothing where every KPI has one. */
export function withoutGoalSection({ without, moment, query }: WithoutGoalPage): Html | null {
  const { count, from, kpis } = without;
  if (count === 0) return null;
  const next = from + kpis.length;
  const turn = (at: number, words: string): Html => {
    const href = linkTo("/", moment, { ...query, without: String(at) });
    return html`<a
      class="button"
      href="${href}#without"
      hx-get="${href}"
      hx-select="#without"
      hx-target="#without"
      hx-swap="outerHTML"
      >${words}</a
    >`;
  };
  return html`<section id="without">
    <h2>Without a goal <small>${counted(count, "KPI")} that nothing is promised for</small></h2>
    <table class="cards rest">
      <tbody>
        ${kpis.map(
          ({ kpi, why }) =>
            html`<tr>
              <th scope="row">
                <a href="${linkTo(`/kpis/${kpi.id}`, moment)}">${kpi.name}</a
                ><small>${kpi.agency?.name}</small>
              </th>
              <td>${why}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      (from > 0 || next < count) &&
      html`<p class="fold">
        ${from > 0 && turn(Math.max(0, from - WITHOUT_GOAL_SHOWN), "Show the ones before")}
        ${next < count && turn(next, `Show the next ${Math.min(count - next, WITHOUT_GOAL_SHOWN)} of ${numberText(count, 0)}`)}
      </p>`
    }
  </section>`;
}
