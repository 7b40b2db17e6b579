import { localDate } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import { lastKnown } from "@milepost/store/queries/last-known";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { BoardParts } from "../../reading/board.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { isOpen } from "../kpi/view-model.ts";

const DAY_MS = 86_400_000;

/** How old the newest figure of an open alert's KPI is now; its message says how old it was when the alert was raised. */
export async function figuresLine(
  { reads, plan, clock }: BoardParts,
  alert: AlertReading,
  { latest, timeZone }: Moment,
): Promise<Html | false> {
  const state = plan.now();
  const measure = state.goals.get(currentId(state, "goal", alert.goal))?.definition.measure;
  // Of one member of a KPI the last value is another one than that of its total.
  if (!latest || !isOpen(alert) || measure === undefined || Object.keys(measure.series).length > 0)
    return false;
  const [row] = await reads.query(lastKnown({ kpis: [measure.kpi] }), ["observations"]);
  if (row === undefined) return false;
  const knownAt = Date.parse(row.known_at);
  const days = Math.max(0, Math.floor((clock.now() - knownAt) / DAY_MS));
  const since = longDateText(localDate(knownAt, timeZone));
  return html`<p class="quiet">
    As of now the newest figure is of ${periodText(row.last_period)}, known since ${since}:
    ${days === 0 ? "less than a day" : counted(days, "day")} old.
  </p>`;
}
