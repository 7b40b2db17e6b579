import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { StaleGoalReading } from "../../reading/stale-goals.ts";
import { counted } from "../../words/numbers.ts";
import { allowedText, lastText, remindedText, silentText } from "../../words/stale-goals.ts";
import { checkInForm } from "../judgement/check-in-form.ts";
import { linkTo } from "../layout/frame.ts";

/** Path of the page that lists them all. */
export const STALE_GOALS = "/stale-goals";
/** Rows that the inbox shows; the page lists more. */
const INBOX_ROWS = 6;
/** Rows that a page lists, so that it stays light. */
export const PAGE_ROWS = 60;

/** What the inbox says of goals that nothing comes in about. */
export interface SilentInbox {
  /** How many there are, as the end of its headline; empty: none. */
  readonly headline: string;
  readonly section: Html | false;
}

/** Goals that nothing comes in about, for the inbox; of one owner, where one is asked for. */
export function silentInbox(
  all: readonly StaleGoalReading[],
  { moment, owner }: { readonly moment: Moment; readonly owner: string | null },
): SilentInbox {
  const rows = all.filter((one) => owner === null || one.owner.id === owner);
  if (rows.length === 0) return { headline: "", section: false };
  const link = linkTo(STALE_GOALS, moment, owner === null ? {} : { owner });
  return {
    headline: ` ${silentText(rows.length)}`,
    section: html`<section id="silent">
      <h2>Nothing comes in <small>about these goals, for longer than the plan says</small></h2>
      ${staleTable(rows.slice(0, INBOX_ROWS), null)}
      <p>
        <a href="${link}">${rows.length > INBOX_ROWS ? `All ${rows.length}` : "See them"}, and check in</a>
      </p>
    </section>`,
  };
}

/** The page's content; it knows only how things stand now. */
export function staleGoalsPage(
  rows: readonly StaleGoalReading[],
  { moment, after, linkAfter, unwatched }: StalePage,
): Html {
  if (!moment.latest)
    return html`<h1>Goals that nothing comes in about are listed as of now.</h1>
      <p class="lead">
        Which they were in an earlier month is not kept. <a href="${STALE_GOALS}">See them now</a>
      </p>`;
  const shown = rows.slice(after, after + PAGE_ROWS);
  return html`<h1>
      ${rows.length === 0 ? "No goal with a cadence has been silent for too long." : silentText(rows.length)}
    </h1>
    <p class="lead">
      A goal is listed here when neither a value nor anybody's word came in about it for longer than its
      cadence and grace, both as the plan says; its owner is reminded once. Whatever comes in takes it off the
      list: check in on it, report a value, connect the source so that values come by themselves, or take the
      goal out of the plan if nobody wants it any more.
      ${unwatched === 0 ? "" : `${counted(unwatched, "goal")} of the plan ${unwatched === 1 ? "has" : "have"} no cadence: how long nothing came in about ${unwatched === 1 ? "it" : "them"} is not watched.`}
    </p>
    ${shown.length > 0 && staleTable(shown, linkAfter(after))}
    ${restSection(rows.length, { after, linkAfter })}`;
}

/** How many more there are than the page shows, before and behind, and the way to them. */
function restSection(
  count: number,
  { after, linkAfter }: Pick<StalePage, "after" | "linkAfter">,
): Html | false {
  const left = count - after - PAGE_ROWS;
  if (left <= 0 && after === 0) return false;
  const next = Math.min(left, PAGE_ROWS);
  const before = html`<a href="${linkAfter(Math.max(0, after - PAGE_ROWS))}">The ones before</a>`;
  const more = html`<a href="${linkAfter(after + PAGE_ROWS)}"
    >${next === left ? `The last ${left}` : `The next ${next} of ${left} more`}</a
  >`;
  return html`<p>${after > 0 && before} ${left > 0 && more}</p>`;
}

interface StalePage {
  readonly moment: Moment;
  /** Goals that the pages before have shown. */
  readonly after: number;
  /** The page that shows the goals behind so many; forms return to it. */
  readonly linkAfter: (skipped: number) => string;
  /** Goals of which the plan names no cadence: they are never listed. */
  readonly unwatched: number;
}

/** One goal a line; with forms to check in where there is a page to go back to. */
function staleTable(rows: readonly StaleGoalReading[], back: string | null): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">Goal</th>
        <th scope="col" class="number">Days</th>
        <th scope="col">What came in last</th>
        <th scope="col">May be silent for</th>
        <th scope="col">Reminded</th>
        ${back !== null && html`<th scope="col">What you can do</th>`}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => staleRow(row, back))}
    </tbody>
  </table>`;
}

function staleRow(row: StaleGoalReading, back: string | null): Html {
  const { goal, owner } = row;
  return html`<tr id="${goal.id}">
    <th scope="row">
      <a href="/kpis/${goal.kpi.id}?goal=${goal.id}">${goal.title}</a
      ><small>${owner.email ?? owner.name}</small>
    </th>
    <td data-head="Days" class="number">${row.days}</td>
    <td data-head="What came in last">${lastText(row)}</td>
    <td data-head="May be silent for">${allowedText(row)}</td>
    <td data-head="Reminded">${remindedText(row)}</td>
    ${back !== null && html`<td class="more">${todo(row, back)}</td>`}
  </tr>`;
}

function todo({ goal }: StaleGoalReading, back: string): Html {
  if (!goal.checkIns) return html`Report a value of ${goal.kpi.name}`;
  return html`<details>
    <summary>Check in</summary>
    ${checkInForm({ action: `/goals/${goal.id}/check-ins`, back, holder: null })}
  </details>`;
}
