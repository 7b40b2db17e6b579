import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AlertStep } from "../../reading/alert-life.ts";
import type { Moment } from "../../reading/readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { instantText, longDateText, periodText } from "../../words/dates.ts";
import { shareText } from "../../words/scores.ts";

/** What happened to an alert, oldest first, a line each. */
export function historySection(steps: readonly AlertStep[], { timeZone }: Moment): Html | null {
  if (steps.length === 0) return null;
  return html`<section id="history">
    <h2>What happened</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          (step) =>
            html`<tr>
              <th scope="row">${instantText(step.at, timeZone)}</th>
              <td>${stepText(step)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** The steps with what was decided behind what had happened by then. */
export function withDecisions(
  steps: readonly AlertStep[],
  decided: readonly AlertStep[],
): readonly AlertStep[] {
  const all = [...steps];
  for (const decision of decided.toSorted((left, right) => left.at - right.at)) {
    all.splice(all.findLastIndex(({ at }) => at <= decision.at) + 1, 0, decision);
  }
  return all;
}

/** One step in a sentence. */
export function stepText(step: AlertStep): string {
  const { person, period } = step;
  const date = step.date === null ? "" : longDateText(step.date);
  const words = step.text === null ? "" : `: “${step.text}”`;
  switch (step.step) {
    case "raised":
      return raisedText(step);
    case "delivered":
      return `Told to ${person}.`;
    case "acknowledged":
      return `Acknowledged by ${person}, review on ${date}${words}.`;
    case "snoozed":
      return `Put off until ${date} by ${person}${words}.`;
    case "woken":
      return "Came up again: the date until which it was put off is there.";
    case "escalated":
      return `Went to ${person}, since nobody had taken it on in time.`;
    case "reassigned":
      return `Went to ${person}, who is accountable now.`;
    case "reopened":
      return `Reopened, since the chance has not improved: it went ${fromTo(step)}.`;
    case "recovering":
      return `Recovering: the chance went ${fromTo(step)}.`;
    case "accepted":
      return `Accepted by ${person}${words}.`;
    case "declined":
      return `Declined by ${person}${words}.`;
    case "cleared":
      return `Cleared with ${periodText(period)}, at a chance of ${chanceWords(step.chance)}.`;
    default:
      return `Closed: ${endText(step.outcome ?? "unscored", step.reach)}.`;
  }
}

const OUTCOME_WORDS = { hit: "reached", miss: "missed", unscored: "not scored" } as const;

/** How that ended which an alert was about: `the goal was missed`, `70 % of the way to the target was reached`. */
export function endText(outcome: keyof typeof OUTCOME_WORDS, reach: number | null): string {
  const what = reach === null ? "the goal" : `${shareText(reach)} of the way to the target`;
  return `${what} was ${OUTCOME_WORDS[outcome]}`;
}

/** The chance before is that of the last period above the threshold, which may lie some periods back: it is no change of this one. */
function raisedText({ period, chance, chanceBefore }: AlertStep): string {
  const before =
    chanceBefore === null
      ? "what it was before that is unknown"
      : `before it fell below the threshold it was ${chanceInWords(chanceBefore)}`;
  return `Raised with ${periodText(period)}, at a chance of ${chanceWords(chance)}; ${before}.`;
}

function fromTo({ chance, chanceBefore }: AlertStep): string {
  return `from ${chanceWords(chanceBefore)} to ${chanceWords(chance)}`;
}

function chanceWords(chance: number | null): string {
  return chance === null ? "unknown" : chanceInWords(chance);
}
