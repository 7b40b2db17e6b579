import { REVIEW_DECISIONS } from "@milepost/contracts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import type { ReviewReading } from "../../reading/review-readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { instantText, periodText } from "../../words/dates.ts";
import { chanceCell, chancesText, closedText, DECISIONS, isOpenReview } from "../../words/reviews.ts";
import { whoField } from "../alerts/acknowledge-form.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { choices, field, UNFILLED } from "../forms/filled-form.ts";
import { keyField } from "../forms/key-field.ts";
import { linkTo } from "../layout/frame.ts";

/** Longest conclusion that a person may write, in characters. */
export const CONCLUSION_MAX_CHARACTERS = 4000;

/** One review: what happened, the forecasts before and after, its history, and the form that closes it. */
export function reviewPage(review: ReviewReading, moment: Moment): Html {
  const { goal, owner } = review;
  return html`<p class="crumbs">${review.kind.replaceAll("-", " ")} › to ${owner.email ?? owner.name}</p>
    <h1>${review.title}: look at “${goal.title}” again</h1>
    <p class="lead">${chancesText(review)} ${nowText(review)}</p>
    ${review.text !== null && html`<p>“${review.text}”</p>`}
    <p><a href="${linkTo(`/kpis/${goal.kpi}`, moment, { goal: goal.id })}">The goal as it stands</a></p>
    ${forecasts(review)} ${isOpenReview(review) && moment.latest && conclusionSection(review)}
    ${history(review, moment)}`;
}

function nowText({ chanceNow, after, before }: ReviewReading): string {
  const last = after ?? before;
  if (chanceNow === null || last?.chance === chanceNow) return "";
  return `It is ${chanceInWords(chanceNow)} now.`;
}

function forecasts({ before, after, chanceNow }: ReviewReading): Html {
  const rows = [
    ["Before it", before === null ? "none" : periodText(before.period), chanceCell(before?.chance)],
    [
      "First forecast since",
      after === null ? "none yet" : periodText(after.period),
      chanceCell(after?.chance),
    ],
    ["Now", "", chanceCell(chanceNow)],
  ] as const;
  return html`<section id="forecasts">
    <h2>Forecasts before and after</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Forecast</th>
          <th scope="col">With the values of</th>
          <th scope="col" class="number">Chance of reaching the target</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([which, period, chance]) =>
            html`<tr>
              <th scope="row">${which}</th>
              <td>${period}</td>
              <td class="number">${chance}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function conclusionSection({ review }: ReviewReading): Html {
  return html`<section>
    <h2>What follows from it</h2>
    ${conclusionForm(review)}
  </section>`;
}

/** Closes a review: what was decided, why, and by whom. */
export function conclusionForm(review: string, filled: FilledForm = UNFILLED): Html {
  const decisions = REVIEW_DECISIONS.map((one) => [one, DECISIONS[one]] as const);
  return html`<form class="acknowledge" method="post" action="/reviews/${review}/conclusion">
    ${keyField(filled)}
    ${field(
      filled,
      { name: "decision", label: "Decision" },
      ({ value, marks }) =>
        html`<select ${marks} required>
          ${choices(decisions, value)}
        </select>`,
    )}
    ${field(
      filled,
      { name: "text", label: "Why, or what will be done" },
      ({ value, marks }) =>
        html`<textarea ${marks} required maxlength="${CONCLUSION_MAX_CHARACTERS}">${value}</textarea>`,
    )}
    ${whoField(null, filled)}
    <button class="main">Conclude</button>
  </form>`;
}

function history(review: ReviewReading, { timeZone }: Moment): Html {
  const { conclusion, after, closed } = review;
  const at = (instant: number): string => instantText(instant, timeZone);
  const steps = [
    [at(review.happenedAt), `It happened: ${review.title}.`],
    [at(review.reportedAt), `${review.reportedBy} reported it.`],
    [at(review.openedAt), "The review was opened."],
    ...(after === null
      ? []
      : [[periodText(after.period), `The first forecast since: ${chanceCell(after.chance)}.`]]),
    ...(conclusion === null
      ? []
      : [
          [
            at(conclusion.at),
            `${conclusion.by} concluded: ${DECISIONS[conclusion.decision].toLowerCase()}${conclusion.words === null ? "." : `: “${conclusion.words}”`}`,
          ],
        ]),
    ...(closed === null
      ? []
      : [[at(closed.at), `${closedText(closed.outcome)}: there is nothing left to decide.`]]),
  ];
  return html`<section id="history">
    <h2>History</h2>
    <dl>
      ${steps.map(
        ([when = "", what = ""]) =>
          html`<dt>${when}</dt>
            <dd>${what}</dd>`,
      )}
    </dl>
  </section>`;
}
