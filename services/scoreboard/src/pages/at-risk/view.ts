import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { SPARKLINE_HEIGHT, SPARKLINE_WIDTH } from "../../charts/sparkline.ts";
import type { Sparkline } from "../../charts/sparkline.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted } from "../../words/numbers.ts";
import { linkTo } from "../layout/frame.ts";
import { filterForm } from "./filter-form.ts";
import type { Group } from "./goal-line.ts";
import { movedText } from "./view-model.ts";
import type { AtRiskRow, AtRiskView } from "./view-model.ts";

/** Which folded groups the person opened. */
export type Opened = ReadonlySet<Group>;

export interface AtRiskPage {
  readonly view: AtRiskView;
  readonly moment: Moment;
  readonly opened: Opened;
  /** The page's own query, without `show`. */
  readonly query: Readonly<Record<string, string>>;
}

/** Goals shown before a long group folds: what fits two printed pages. */
const LIKELY_TO_MISS_SHOWN = 18;

const MARKS: Readonly<Record<Group, string>> = {
  miss: "▼",
  doubt: "◆",
  course: "●",
  missed: "▼",
  reached: "●",
  unknown: "○",
};

const NAMES: Readonly<Record<Group, string>> = {
  doubt: "in doubt",
  miss: "likely to miss",
  course: "on course",
  missed: "missed",
  reached: "reached",
  unknown: "unknown",
};

const BAR_ORDER: readonly Group[] = ["miss", "missed", "doubt", "course", "reached", "unknown"];

/** The at-risk page's content. */
export function atRiskPage(page: AtRiskPage): Html {
  const { view, moment } = page;
  return html`<div id="answer">
    <h1>${view.headline}</h1>
    <p class="lead">${changesSentence(page)}</p>
    ${shares(view)} ${filterForm(page)}
    ${groupSection(page, "doubt", "where action still decides · chance 20 to 80 %, lowest first")}
    ${groupSection(page, "missed", "")} ${groupSection(page, "miss", "chance below 20 %, the nearest first")}
    ${groupSection(page, "course", "chance above 80 %")} ${groupSection(page, "reached", "")}
    ${groupSection(page, "unknown", "no chance can be told")} ${withoutGoal(view, moment)}
    <p class="quiet">${view.freshness}</p>
  </div>`;
}

function changesSentence({ view, moment }: AtRiskPage): Html {
  const { lead, items, more } = view.changes;
  const named = items.map(
    (change, index) =>
      html`${index > 0 && "; "}<a href="${linkTo(`/kpis/${change.kpi}`, moment)}">${change.name}</a>
        ${movedText(change)}`,
  );
  return html`${lead}${named}${more !== "" && ` ${more}`}${items.length > 0 && "."}`;
}

function shares({ counts }: AtRiskView): Html | null {
  const present = BAR_ORDER.filter((group) => counts[group] > 0);
  if (present.length === 0) return null;
  return html`<div class="shares" aria-hidden="true">
      ${present.map((group) => html`<i class="${group}" style="flex:${counts[group]}"></i>`)}
    </div>
    <ul class="legend">
      ${present.map(
        (group) =>
          html`<li class="${group}">
            <a href="#${group}">${MARKS[group]} ${counts[group]} ${NAMES[group]}</a>
          </li>`,
      )}
    </ul>`;
}

function groupSection(page: AtRiskPage, group: Group, note: string): Html | null {
  const rows = page.view.groups[group];
  if (rows.length === 0) return null;
  const open = page.opened.has(group) || rowsShown(group) >= rows.length;
  const shown = open ? rows : rows.slice(0, rowsShown(group));
  return html`<section id="${group}" aria-labelledby="${group}-name">
    <h2 id="${group}-name" class="${group}">
      ${MARKS[group]} ${capital(NAMES[group])}
      <small>${counted(rows.length, "goal")}${note !== "" && ` · ${note}`}</small>
    </h2>
    ${shown.length > 0 && goalTable(page, shown)} ${!open && unfold(page, group, rows.length - shown.length)}
  </section>`;
}

function rowsShown(group: Group): number {
  if (group === "course" || group === "reached") return 0;
  return group === "miss" || group === "missed" ? LIKELY_TO_MISS_SHOWN : Number.POSITIVE_INFINITY;
}

function unfold({ moment, query, opened }: AtRiskPage, group: Group, count: number): Html {
  const show = [...opened, group].join(",");
  const href = linkTo("/", moment, { ...query, show });
  const words =
    rowsShown(group) === 0 ? `Show the ${counted(count, "goal")} ${NAMES[group]}` : `Show ${count} more`;
  return html`<p class="fold">
    <a
      class="button"
      href="${href}#${group}"
      hx-get="${href}"
      hx-select="#${group}"
      hx-target="#${group}"
      hx-swap="outerHTML"
      >${words}</a
    >
  </p>`;
}

function goalTable({ moment }: AtRiskPage, rows: readonly AtRiskRow[]): Html {
  return html`<table class="goals">
    <thead>
      <tr>
        <th scope="col">Chance<small>▲▼ points</small></th>
        <th scope="col">Goal<small>and its owner</small></th>
        <th scope="col">24 months<small>dashed: target</small></th>
        <th scope="col">Year to date<small>against its target</small></th>
        <th scope="col">Expected year end<small>80 % interval</small></th>
        <th scope="col">What it takes</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => goalRow(row, moment))}
    </tbody>
  </table>`;
}

/** One goal; written without white space, since there are many. */
function goalRow(row: AtRiskRow, moment: Moment): Html {
  const owner = [row.agency, row.owner].filter((text) => text !== null).join(" · ");
  return html`<tr>
    <td class="chance ${row.group}">${chanceCell(row)}</td>
    <th scope="row">
      <a href="${linkTo(`/kpis/${row.kpi}`, moment)}">${row.name}</a><small>${owner}</small>
    </th>
    <td>${row.sparkline !== null && sparklineImage(row.sparkline)}</td>
    <td data-head="Year to date">${toDateCell(row)}</td>
    <td data-head="Expected year end">${endCell(row)}</td>
    <td>${row.takes}</td>
  </tr>`;
}

function chanceCell({ chanceNumber, chance, points, group }: AtRiskRow): Html {
  if (chanceNumber === null || chance === null) return html`${MARKS[group]} ${NAMES[group]}`;
  const change = points !== null && html`${points > 0 ? "▲" : "▼"} ${Math.abs(points)}`;
  return html`<b>${chanceNumber}</b> %<i style="--w:${Math.round(chance * 100)}%"></i>${change}`;
}

function toDateCell({ actual, unit, targetToDate, status, stale, upTo }: AtRiskRow): Html {
  const reach = stale ?? upTo;
  const fresh = reach !== null && html`<small>${reach}</small>`;
  const word = status === "behind" ? "■ behind" : "● on target";
  const mark = status === "behind" ? "behind" : "on";
  const plain = status === null ? fresh : html`<small><span class="${mark}">${word}</span> ${reach}</small>`;
  return html`<b>${actual ?? "unknown"}</b
    >${unit !== null && html`<small>${unit}</small>`}${targetToDate !== null && html`<small>target ${targetToDate}</small>`}${plain}`;
}

function endCell({ expected, interval, target, group }: AtRiskRow): Html {
  const lead =
    expected === null
      ? html`<small>${group === "unknown" && "not forecast"}</small>`
      : html`<b>${expected}</b>`;
  return html`${lead}${interval !== null && html`<small>${interval}</small>`}${target !== null && html`<small>target ${target}</small>`}`;
}

function sparklineImage({ title, years, target, fan, median, actual }: Sparkline): Html {
  const part = (name: string, path: string): Html | false =>
    path !== "" && html`<path class="${name}" d="${path}" />`;
  return html`<svg class="spark" role="img" viewBox="0 0 ${SPARKLINE_WIDTH} ${SPARKLINE_HEIGHT}">
    <title>${title}</title>
    ${part("y", years)}${part("f", fan)}${part("t", target)}${part("a", actual)}${part("m", median)}
  </svg>`;
}

function withoutGoal({ withoutGoal: kpis }: AtRiskView, moment: Moment): Html | null {
  if (kpis.length === 0) return null;
  return html`<section>
    <h2>Without a goal <small>${counted(kpis.length, "KPI")} that nothing is promised for</small></h2>
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
  </section>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
