import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { ReviewReading } from "../../reading/review-readings.ts";
import { instantText } from "../../words/dates.ts";
import { chanceCell, closedText, DECISIONS, isOpenReview } from "../../words/reviews.ts";
import { linkTo } from "../layout/frame.ts";

export interface WaitingReviews {
  readonly reviews: readonly ReviewReading[];
  /** Events that were reported, those for nothing that is known among them. */
  readonly reported: number;
  readonly moment: Moment;
  /** Only this person's goals; null: all. */
  readonly owner: string | null;
}

/** What the inbox says of reviews. */
export interface ReviewsInbox {
  /** How many wait, as the end of its headline; empty: none. */
  readonly headline: string;
  /** Those that wait; where none does the way to what was reported, and nothing where nothing was. */
  readonly section: Html | false;
}

/** Reviews that wait for somebody, for the inbox. */
export function waitingReviews({ reviews: all, reported, moment, owner }: WaitingReviews): ReviewsInbox {
  const waiting = all.filter((one) => isOpenReview(one) && (owner === null || one.owner.id === owner));
  const link = html`<a href="${linkTo("/reviews", moment)}"
    >Everything that was reported from outside, and what came of it</a
  >`;
  if (waiting.length === 0)
    return { headline: "", section: reported > 0 && html`<p class="quiet">${link}</p>` };
  const [noun, verb] = waiting.length === 1 ? ["goal", "is"] : ["goals", "are"];
  return {
    headline: ` ${waiting.length} ${noun} ${verb} to be looked at now.`,
    section: html`<section id="reviews">
      <h2>
        To be looked at now <small>something happened outside that may change what a goal can reach</small>
      </h2>
      ${reviewTable(waiting, moment)}
      <p>${link}</p>
    </section>`,
  };
}

/** Reviews, one a line. */
export function reviewTable(rows: readonly ReviewReading[], moment: Moment): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">Goal</th>
        <th scope="col">What happened</th>
        <th scope="col">When</th>
        <th scope="col" class="number">Chance before</th>
        <th scope="col" class="number">after</th>
        <th scope="col">What follows</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => reviewRow(row, moment))}
    </tbody>
  </table>`;
}

function reviewRow(row: ReviewReading, moment: Moment): Html {
  const { owner } = row;
  return html`<tr>
    <th scope="row">${row.goal.title}<small>${owner.email ?? owner.name}</small></th>
    <td data-head="What happened">${row.title}</td>
    <td data-head="When">${instantText(row.happenedAt, moment.timeZone)}</td>
    <td data-head="Chance before" class="number">${chanceCell(row.before?.chance)}</td>
    <td data-head="after" class="number">
      ${row.after === null ? "no forecast yet" : chanceCell(row.after.chance)}
    </td>
    <td class="more">
      <a href="${linkTo(`/reviews/${row.review}`, moment)}">${followsText(row)}</a>
    </td>
  </tr>`;
}

function followsText({ conclusion, closed }: ReviewReading): string {
  if (conclusion !== null) return DECISIONS[conclusion.decision];
  return closed === null ? "Look at it and decide" : closedText(closed.outcome);
}
