import type { TriedSetting } from "../../compose.ts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { longDateText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { field } from "../forms/filled-form.ts";
import type { FilledForm } from "../forms/filled-form.ts";
import { sparseTable } from "../layout/table.ts";
import type { ToldPerson } from "./tried-rows.ts";
import { chanceOf } from "./try-fields.ts";
import { figureRows, toldPeople, triedHeadline } from "./tried-rows.ts";

/** People of whom the page says what they would have been told; the command line says all. */
const PEOPLE_SHOWN = 20;
/** What took longer than this is worth saying, in milliseconds. */
const WORTH_SAYING_MS = 1_000;
/** What the past does not say of the digest. */
const DIGEST_NOTE =
  "What cannot wait goes out at once all the same: an alert whose last day to act is less than a week away. " +
  "These are not told apart here, and count as in a digest beyond the week's budget.";

/** A form to try other thresholds, and what they would have meant. */
export interface TrySection {
  readonly person: string;
  readonly filled: FilledForm;
  /** Null: nothing was tried. */
  readonly tried: TriedSetting | null;
  /** What works it out gave no answer. */
  readonly unanswered: boolean;
  readonly tookMs: number;
  /** Whether the plan says something else of some goals, which still holds. */
  readonly ofSome: boolean;
  readonly nameOf: (person: string) => string;
}

/** Tries thresholds on the last year: how many alerts, to whom, and how many of them right, beside what the plan says now. */
export function trySection(section: TrySection): Html {
  const { person, filled, ofSome } = section;
  const number = (name: string, label: string, most: number): Html =>
    field(
      filled,
      { name, label },
      ({ value, marks }) =>
        html`<input
          type="number"
          ${marks}
          required
          min="${name === "periods" ? 1 : 0}"
          max="${most}"
          step="${name === "periods" ? "1" : "any"}"
          value="${value}"
        />`,
    );
  return html`<section id="try">
    <h2>Try other thresholds <small>on the last year; nothing is sent or changed</small></h2>
    <form class="acknowledge" method="get" action="/my-alerting#try">
      <input type="hidden" name="person" value="${person}" />
      ${number("raiseBelow", "Raise below a chance of (percent)", 100)}
      ${number("periods", "in so many complete periods in a row", 12)}
      ${number("clearAbove", "Clear above a chance of (percent)", 100)}
      <button class="main">Try it</button>
    </form>
    <p class="quiet">
      It is tried on the goals of
      everybody${ofSome && ", and what the plan says of a commitment or a kind of goals, or of costs, still holds"}.
    </p>
    ${section.unanswered && html`<p role="alert">It cannot be tried right now: what works it out does not answer. Try it again in a minute.</p>`}
    ${section.tried !== null && triedResult(section, section.tried)}
    <p>
      The same at the command line, and with a whole plan file:
      <code>npx milepost alerts replay --raise-below 0.4</code>,
      <code>npx milepost apply plan.yaml --dry-run</code>.
    </p>
  </section>`;
}

function triedResult({ filled, person, nameOf, tookMs }: TrySection, tried: TriedSetting): Html {
  const { raiseBelow, clearAbove, periods } = filled.typed;
  const people = toldPeople(tried, person);
  const lines = [
    "alerting:",
    `  raiseBelow: ${chanceOf(Number(raiseBelow))}`,
    `  periods: ${periods}`,
    `  clearAbove: ${chanceOf(Number(clearAbove))}`,
  ];
  const left = people.length - PEOPLE_SHOWN;
  return html`<h3>${triedHeadline(tried)}</h3>
    ${sparseTable([`${longDateText(tried.from)} to ${longDateText(tried.to)}`, "Tried", "As the plan says"], figureRows(tried))}
    <h3>To whom</h3>
    ${
      people.length === 0
        ? html`<p>Nobody would have been told, by either.</p>`
        : sparseTable(
            ["Whoever is accountable", "Alerts", "Messages", "In a digest", "Alerts as the plan says"],
            people.slice(0, PEOPLE_SHOWN).map((one) => personRow(one, nameOf)),
          )
    }
    ${people.some(({ inDigest }) => inDigest > 0) && html`<p class="quiet">${DIGEST_NOTE}</p>`}
    ${left > 0 && html`<p class="quiet">${counted(left, "person", "people")} more: the command line names all.</p>`}
    ${tookMs >= WORTH_SAYING_MS && html`<p class="quiet">It took ${(tookMs / 1_000).toFixed(1)} seconds; asked again, it comes at once until something changes.</p>`}
    <p>To use it, the plan file says:</p>
    <pre><code>${lines.join("\n")}</code></pre>`;
}

function personRow(
  { person, alerts, messages, inDigest, now }: ToldPerson,
  nameOf: (person: string) => string,
): readonly string[] {
  return [nameOf(person), ...[alerts, messages, inDigest, now].map(String)];
}
