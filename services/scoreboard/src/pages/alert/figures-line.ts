import { localDate, seriesKey } from "@milepost/contracts";
import { countingVersions, currentId } from "@milepost/plan";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { BoardParts } from "../../reading/board.ts";
import { currentOf, readAccepted } from "../../reading/kpi-readings.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { isOpen } from "../kpi/view-model.ts";
import { newestFigure } from "./newest-figure.ts";

const DAY_MS = 86_400_000;

/**
 * How old the newest figure of what an open alert's goal measures is now, a member or a total; its message says how old it was
 * when the alert was raised.
 */
export async function figuresLine(
  { reads, plan, clock }: BoardParts,
  alert: AlertReading,
  { latest, timeZone }: Moment,
): Promise<Html | false> {
  const state = plan.now();
  const measure = state.goals.get(currentId(state, "goal", alert.goal))?.definition.measure;
  if (!latest || !isOpen(alert) || measure === undefined) return false;
  const kpis = [measure.kpi];
  const accepted = await readAccepted(reads, {
    kpis,
    kind: "actual",
    versions: countingVersions(state, kpis),
  });
  const newest = newestFigure(currentOf(accepted), {
    kpi: measure.kpi,
    series: seriesKey(measure.series),
    kpiOf: (id) => state.kpis.get(id)?.definition,
  });
  if (newest === null) {
    return html`<p class="quiet">
      As of now no figure of it is known: how old the newest one is, is unknown.
    </p>`;
  }
  const { knownAt, period } = newest;
  const days = Math.max(0, Math.floor((clock.now() - knownAt) / DAY_MS));
  const since = longDateText(localDate(knownAt, timeZone));
  return html`<p class="quiet">
    As of now the newest figure is of ${periodText(period)}, known since ${since}:
    ${days === 0 ? "less than a day" : counted(days, "day")} old.
  </p>`;
}
