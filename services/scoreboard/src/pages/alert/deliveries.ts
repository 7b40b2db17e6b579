import type { PlanState } from "@milepost/plan";
import type { AlertDeliveryRow } from "@milepost/store/queries/alert-deliveries";
import { alertDeliveries } from "@milepost/store/queries/alert-deliveries";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { BoardParts } from "../../reading/board.ts";
import { DECIDED } from "../../reading/goal-decisions.ts";
import type { Moment } from "../../reading/readings.ts";
import { instantText } from "../../words/dates.ts";

const OUTCOMES: Readonly<Record<AlertDeliveryRow["outcome"], string>> = {
  delivered: "delivered",
  retry: "not taken yet, tried again",
  refused: "refused for good",
};

/** How people were told of an alert, the newest attempt first; nothing where the page alone told it. */
export async function deliveriesSection(
  { reads, plan }: BoardParts,
  alert: string,
  moment: Moment,
): Promise<Html | false> {
  const rows = await reads.query(alertDeliveries({ alert }), DECIDED, { decisions: ["delivery"] });
  return rows.length > 0 && section(rows, plan.now(), moment);
}

function section(rows: readonly AlertDeliveryRow[], { people }: PlanState, { timeZone }: Moment): Html {
  return html`<section id="deliveries">
    <h2>How it was told <small>beyond this page; newest first</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">To</th>
          <th scope="col">Channel</th>
          <th scope="col">What became of it</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ attempted_at: at, person, channel, outcome, reason }) =>
            html`<tr>
              <th scope="row">${instantText(Date.parse(at), timeZone)}</th>
              <td data-head="To">${people.get(person)?.email ?? person}</td>
              <td data-head="Channel">${channel}</td>
              <td data-head="What became of it" class="more">${OUTCOMES[outcome]}<small>${reason}</small></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
