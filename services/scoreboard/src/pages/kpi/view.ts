import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { chanceChart } from "../../charts/chance-chart.ts";
import { monthlyChart } from "../../charts/monthly-chart.ts";
import type { LeadReading } from "../../reading/lead-readings.ts";
import type { GoalReading, KpiReading, Moment } from "../../reading/readings.ts";
import { periodText } from "../../words/dates.ts";
import { sentence } from "../../words/lists.ts";
import { valueText } from "../../words/numbers.ts";
import { endName, toDateName } from "../../words/windows.ts";
import { acknowledgeForm } from "../alerts/acknowledge-form.ts";
import { judgementSection } from "../judgement/judgement-section.ts";
import { sparseTable } from "../layout/table.ts";
import { goalQuery, goalsNote } from "./goals-note.ts";
import { leadsSection } from "./leads-section.ts";
import { originsTable } from "./origins.ts";
import { waits } from "./view-model.ts";
import type { AlertRow, KpiView } from "./view-model.ts";
import { seenWords } from "./view-model.ts";

export interface KpiPage {
  readonly reading: KpiReading;
  readonly view: KpiView;
  /** What leads the KPI and what it leads. */
  readonly leads: readonly LeadReading[];
  readonly moment: Moment;
  /** Alerts may be acknowledged only at the newest moment. */
  readonly mayAct: boolean;
  /** All months of the table of origins. */
  readonly allOrigins: boolean;
  /** Records about the KPI that wait to be fixed. */
  readonly setAside: Html | false;
}

/** The content of one KPI's page. */
export function kpiPage(page: KpiPage): Html {
  const { view } = page;
  return html`<p class="crumbs">${view.crumbs.join(" › ")}</p>
    <h1>${view.headline}</h1>
    ${view.lead !== "" && html`<p class="lead">${view.lead}</p>`} ${goalsNote(page.reading, page.moment)}
    ${page.setAside}
    <div class="columns">
      <div>
        ${monthSection(page)} ${toDateSection(page)} ${seenSection(page)} ${judgedSection(page)}
        ${alertSection(page)} ${leadsSection(page.leads, page.reading.kpi.id)}
      </div>
      <div class="aside">
        ${facts("What could be done", view.actions)} ${facts("Where the number comes from", view.newest)}
      </div>
    </div>
    ${restatementSection(view)}
    ${originsTable({ view, kpi: page.reading.kpi, query: goalQuery(page.reading), moment: page.moment, all: page.allOrigins })}`;
}

function monthSection({ reading, view }: KpiPage): Html | null {
  const known = view.chart.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  if (known.length === 0) return null;
  const { kpi } = reading;
  const fan = reading.goal?.closing === null ? reading.goal.fan : [];
  const words = {
    title: `${kpi.name}, each ${kpi.grain}`,
    description: `From ${valueText(Math.min(...known), kpi.style)} to ${valueText(Math.max(...known), kpi.style)} in the ${kpi.grain}s shown; the last is ${valueText(known.at(-1) ?? 0, kpi.style)}. The table below has every ${kpi.grain}.`,
  };
  return html`<section>
    <h2>Each ${kpi.grain} <small>${view.chartNote}</small></h2>
    <figure>${monthlyChart({ words, figures: view.chart, fan, style: kpi.style })}</figure>
    <details>
      <summary>All ${kpi.grain}s as a table</summary>
      ${sparseTable(
        [sentence(kpi.grain), "Actual", "Target"],
        view.months.map(({ period, actual, target }) => [period, actual, target]),
      )}
    </details>
  </section>`;
}

function toDateSection({ reading, view }: KpiPage): Html | null {
  const { kpi, goal } = reading;
  if (goal === null || view.toDate.length === 0) return null;
  const name = toDateName(goal);
  const words = { title: `${kpi.name}: ${name}`, description: view.lead };
  const rows = view.toDate.map(({ period, actual, target }) => [
    periodText(period),
    actual === null ? "unknown" : valueText(actual, kpi.style),
    target === null ? "none" : valueText(target, kpi.style),
  ]);
  return html`<section>
    <h2>${name} <small>${toDateNote(view, goal)}</small></h2>
    <figure>${monthlyChart({ words, figures: view.toDate, fan: view.toDateFan, style: kpi.style })}</figure>
    <details>
      <summary>${name} as a table</summary>
      ${sparseTable([sentence(kpi.grain), name, "Target to date"], rows)}
    </details>
  </section>`;
}

function toDateNote({ toDateFan }: KpiView, goal: GoalReading): string {
  const fan = toDateFan.length === 0 ? "" : `; shaded: expected ${endName(goal)}, 80 and 95\u00a0%`;
  return `what the goal is judged by${fan}`;
}

function seenSection({ reading, view }: KpiPage): Html | null {
  if (view.seen.length === 0) return null;
  const words = { title: "Chance of reaching the target, as it was seen", description: seenWords(view) };
  const rows = view.seen.map(({ label, text, backtest }) => [
    label,
    text,
    backtest ? "backtest" : "told then",
  ]);
  return html`<section>
    <h2>
      Chance of reaching the target, as it was seen
      <small>pale: backtest, computed later from what was known then</small>
    </h2>
    <figure>${chanceChart({ words, seen: view.seen, raiseBelow: reading.raiseBelow })}</figure>
    <details>
      <summary>Chances as a table</summary>
      ${sparseTable(["As of", "Chance", "How"], rows)}
    </details>
  </section>`;
}

/** What is said of a goal that has not ended. */
function judgedSection({ reading, moment, mayAct }: KpiPage): Html | null {
  const { goal } = reading;
  if (goal === null || goal.closing !== null) return null;
  return judgementSection({
    from: goal.from,
    chance: goal.assessment?.pHit ?? null,
    chancePeriod: goal.assessment?.period ?? null,
    checkIns: goal.checkIns,
    override: goal.override,
    due: goal.checkInDue,
    disabled: goal.noCheckIns,
    moment,
    form: mayAct ? { of: `/goals/${goal.goal}`, back: pathOf(reading), holder: null } : null,
  });
}

function alertSection(page: KpiPage): Html {
  const { view } = page;
  return html`<section id="alerts">
    <h2>Alerts</h2>
    ${view.alerts.length === 0 && html`<p class="quiet">None was raised.</p>`}
    ${view.alerts.map((alert) => alertItem(alert, page))}
  </section>`;
}

function alertItem(alert: AlertRow, { moment, mayAct, reading }: KpiPage): Html {
  const waiting = reading.alerts.some((one) => one.alert === alert.alert && waits(one));
  const back = pathOf(reading);
  return html`<div class="said">
    <h3>${alert.title}</h3>
    <p>${alert.what}</p>
    <p class="quiet">${alert.state}</p>
    ${alert.open && waiting && mayAct && acknowledgeForm({ alert: alert.alert, moment, back, holder: null })}
  </div>`;
}

/** Where the page's forms return to: they are there at the newest moment alone. */
function pathOf(reading: KpiReading): string {
  const query = new URLSearchParams(goalQuery(reading)).toString();
  return `/kpis/${reading.kpi.id}${query === "" ? "" : `?${query}`}`;
}

function restatementSection({ restatements }: KpiView): Html {
  return html`<section>
    <h2>Restatements <small>values that changed after their month was over</small></h2>
    ${restatements.length === 0 ? html`<p class="quiet">None.</p>` : restatements.map((text) => html`<p>${text}</p>`)}
  </section>`;
}

function facts(title: string, rows: readonly (readonly [string, string])[]): Html | null {
  if (rows.length === 0) return null;
  return html`<section>
    <h2>${title}</h2>
    <dl>
      ${rows.map(
        ([name, text]) =>
          html`<dt>${name}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
  </section>`;
}
