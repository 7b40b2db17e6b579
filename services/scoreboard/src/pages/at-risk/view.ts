import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { PERIODS_SHOWN, SPARKLINE_HEIGHT, SPARKLINE_WIDTH } from "../../charts/sparkline.ts";
import type { Sparkline } from "../../charts/sparkline.ts";
import type { Moment } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import type { WindowHeads } from "../../words/windows.ts";
import { linkTo, pageOfGoal } from "../layout/frame.ts";
import { filterForm } from "./filter-form.ts";
import { OPENED_SHOWN, foldedShown, openedText, shownOf } from "./folding.ts";
import type { Opened, Shown } from "./folding.ts";
import type { Group } from "./goal-line.ts";
import { movedText } from "./view-model.ts";
import type { AtRiskRow, AtRiskView } from "./view-model.ts";
import { withoutGoalSection } from "./without-goal.ts";
import type { WithoutGoalList } from "./without-goal.ts";

export interface AtRiskPage {
  readonly view: AtRiskView;
  /** The lines that are shown, by goal. */
  readonly rows: ReadonlyMap<string, AtRiskRow>;
  readonly without: WithoutGoalList;
  readonly moment: Moment;
  readonly opened: Opened;
  /** What to do where the plan has no goals at all. */
  readonly missing: Html | null;
  /** The page's own query, without `show`. */
  readonly query: Readonly<Record<string, string>>;
}

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
  const { view } = page;
  return html`<div id="answer">
    <h1>${view.headline}</h1>
    ${view.changes.lead !== "" && html`<p class="lead">${changesSentence(page)}</p>`} ${page.missing}
    ${shares(view)} ${filterForm(page)}
    ${groupSection(page, "doubt", "where action still decides · chance 20 to 80 %, lowest first")}
    ${groupSection(page, "missed", "")} ${groupSection(page, "miss", "chance below 20 %, the nearest first")}
    ${groupSection(page, "course", "chance above 80 %")} ${groupSection(page, "reached", "")}
    ${groupSection(page, "unknown", "no chance can be told")} ${withoutGoalSection(page)}
    ${view.freshness !== "" && html`<p class="quiet">${view.freshness}</p>`}
  </div>`;
}

function changesSentence({ view, moment }: AtRiskPage): Html {
  const { lead, items, more } = view.changes;
  const named = items.map(
    (change, index) =>
      html`${index > 0 && "; "}<a href="${pageOfGoal(change, moment)}">${change.name}</a>
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
  const goals = page.view.groups[group];
  if (goals.length === 0) return null;
  const { from, to } = shownOf(group, goals.length, page.opened);
  const rows = goals.slice(from, to).flatMap(({ goal }) => page.rows.get(goal) ?? []);
  const places = from === 0 ? "" : ` · from number ${numberText(from + 1, 0)} on`;
  return html`<section id="${group}" aria-labelledby="${group}-name">
    <h2 id="${group}-name" class="${group}">
      ${MARKS[group]} ${capital(NAMES[group])}
      <small>${counted(goals.length, "goal")}${note !== "" && ` · ${note}`}${places}</small>
    </h2>
    ${rows.length > 0 && goalTable(page, rows)} ${turning(page, group, { from, to })}
  </section>`;
}

/** The ways to the goals of a group that are not shown. */
function turning(page: AtRiskPage, group: Group, { from, to }: Shown): Html | null {
  const size = page.view.groups[group].length;
  const rest = size - to;
  const isFolded = to === foldedShown(group) && rest > 0 && !page.opened.has(group);
  if (from === 0 && rest === 0) return null;
  return html`<p class="fold">
    ${from > 0 && turn(page, group, { at: Math.max(0, from - OPENED_SHOWN), words: "Show the ones before" })}
    ${isFolded && turn(page, group, { at: 0, words: unfoldWords(group, size) })}
    ${!isFolded && rest > 0 && turn(page, group, { at: to, words: `Show the next ${Math.min(rest, OPENED_SHOWN)} of ${numberText(size, 0)}` })}
  </p>`;
}

function unfoldWords(group: Group, size: number): string {
  if (size > OPENED_SHOWN) return `Show the first ${OPENED_SHOWN} of ${numberText(size, 0)}`;
  const hidden = size - foldedShown(group);
  return hidden === size ? `Show the ${counted(size, "goal")} ${NAMES[group]}` : `Show ${hidden} more`;
}

function turn(
  { moment, query, opened }: AtRiskPage,
  group: Group,
  { at, words }: { readonly at: number; readonly words: string },
): Html {
  const href = linkTo("/", moment, { ...query, show: openedText(new Map([...opened, [group, at]])) });
  return html`<a
    class="button"
    href="${href}#${group}"
    hx-get="${href}"
    hx-select="#${group}"
    hx-target="#${group}"
    hx-swap="outerHTML"
    >${words}</a
  >`;
}

function goalTable({ moment, view: { heads } }: AtRiskPage, rows: readonly AtRiskRow[]): Html {
  return html`<table class="goals">
    <thead>
      <tr>
        <th scope="col">Chance<small>▲▼ points</small></th>
        <th scope="col">Goal<small>and its owner</small></th>
        <th scope="col">${PERIODS_SHOWN} periods<small>dashed: target</small></th>
        <th scope="col">${heads.toDate}<small>against its target</small></th>
        <th scope="col">${heads.end}<small>80 % interval</small></th>
        <th scope="col">What it takes</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => goalRow(row, heads, moment))}
    </tbody>
  </table>`;
}

/** One goal; written without white space, since there are many. */
function goalRow(row: AtRiskRow, heads: WindowHeads, moment: Moment): Html {
  const owner = [row.agency, row.owner].filter((text) => text !== null).join(" · ");
  return html`<tr>
    <td class="chance ${row.group}">${chanceCell(row)}</td>
    <th scope="row"><a href="${pageOfGoal(row, moment)}">${row.name}</a><small>${owner}</small></th>
    <td>${row.sparkline !== null && sparklineImage(row.sparkline)}</td>
    <td data-head="${heads.toDate}">${toDateCell(row)}</td>
    <td data-head="${heads.end}">${endCell(row)}</td>
    <td>${row.takes}${row.said !== null && html`<small>${row.said}</small>`}</td>
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
