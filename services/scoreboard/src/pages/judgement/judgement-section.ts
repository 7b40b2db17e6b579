import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { CheckInReading } from "../../reading/check-ins.ts";
import type { OverrideReading } from "../../reading/overrides.ts";
import type { Moment } from "../../reading/readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import type { CheckInForm } from "./check-in-form.ts";
import { checkInForm } from "./check-in-form.ts";
import { overrideForm } from "./override-form.ts";
import { withdrawForm } from "./withdraw-form.ts";
import { dueText, nobodyText, overrideText, sureText, withdrawnText } from "./check-in-words.ts";

/** Where the forms of a goal are sent to, and who fills them in. */
export interface JudgementForm extends Pick<CheckInForm, "back" | "holder"> {
  /** Path that the forms' own follow, such as `/goals/otd-2026`. */
  readonly of: string;
}

/** What a model and people say of one goal. */
export interface Judged {
  /** First local date of its window. */
  readonly from: string;
  /** Null: no chance can be told. */
  readonly chance: number | null;
  /** Period whose figures the chance was told with; null: none was. */
  readonly chancePeriod: string | null;
  /** The newest first. */
  readonly checkIns: readonly CheckInReading[];
  /** How somebody said last that it will end, also where that was withdrawn; null: nobody did. */
  readonly override: OverrideReading | null;
  /** When the next one is due, in epoch milliseconds; null: the plan does not say. */
  readonly due: number | null;
  /** True: the plan disables them. */
  readonly disabled: boolean;
  readonly moment: Moment;
  /** Where it is sent what people say; null: nothing can be said any more. */
  readonly form: JudgementForm | null;
}

/** The model's chance beside what people say, and the form to check in. */
export function judgementSection(judged: Judged): Html {
  const { checkIns, moment, override } = judged;
  const [newest, ...earlier] = checkIns;
  return html`<section id="judgement">
    <h2>What the model says, and what people say</h2>
    <table>
      <tbody>
        <tr>
          <th scope="row">The model</th>
          <td>${modelText(judged)}</td>
        </tr>
        ${
          newest === undefined
            ? html`<tr>
                <th scope="row">People</th>
                <td>${nobodyText(judged.from)}</td>
              </tr>`
            : saidRow(newest, moment)
        }
        ${
          override !== null &&
          html`<tr>
            <th scope="row">${override.by}</th>
            <td>${overrideWords(override, moment)}</td>
          </tr>`
        }
      </tbody>
    </table>
    ${earlier.length > 0 && earlierSaid(earlier, moment)} ${askSection(judged)} ${overrideSection(judged)}
  </section>`;
}

/** That somebody should check in, and the way to do it. */
function askSection({ due, disabled, moment, form }: Judged): Html {
  if (disabled) return html`<p class="quiet">The plan disables check-ins for this goal.</p>`;
  const isDue = due !== null && due <= moment.instant;
  return html`${isDue && html`<p>${dueText(due, moment.timeZone)}</p>`}
  ${
    form !== null &&
    html`<details>
      <summary>Check in</summary>
      ${checkInForm({ ...form, action: `${form.of}/check-ins` })}
    </details>`
  }`;
}

/** The way to say how the goal will end; who says so again replaces what was said before. */
function overrideSection({ form, override: last }: Judged): Html | false {
  if (form === null) return false;
  const override = last?.withdrawn === null ? last : null;
  return html`<details>
      <summary>${override === null ? "Say how it will end" : "Say otherwise how it will end"}</summary>
      ${
        override !== null &&
        html`<p>
          What ${override.by} says holds until ${longDateText(override.until)}, or until somebody says
          something else or withdraws it.
        </p>`
      }
      ${overrideForm({ ...form, action: `${form.of}/overrides` })}
    </details>
    ${
      override !== null &&
      html`<details>
        <summary>Withdraw what ${override.by} says</summary>
        ${withdrawForm({ ...form, action: `${form.of}/overrides/${override.id}/withdrawal` })}
      </details>`
    }`;
}

function overrideWords(override: OverrideReading, { timeZone }: Moment): string {
  const { withdrawn } = override;
  return withdrawn === null ? overrideText(override, timeZone) : withdrawnText(override, withdrawn, timeZone);
}

function modelText({ chance, chancePeriod }: Judged): string {
  if (chance === null || chancePeriod === null) return "No chance can be told.";
  return `${chanceInWords(chance)} chance of reaching the target, with the figures up to ${periodText(chancePeriod)}`;
}

function saidRow(checkIn: CheckInReading, { timeZone }: Moment): Html {
  return html`<tr>
    <th scope="row">${checkIn.by}</th>
    <td>${sureText(checkIn, timeZone)}</td>
  </tr>`;
}

function earlierSaid(checkIns: readonly CheckInReading[], moment: Moment): Html {
  return html`<details>
    <summary>Said before</summary>
    <table>
      <tbody>
        ${checkIns.map((checkIn) => saidRow(checkIn, moment))}
      </tbody>
    </table>
  </details>`;
}
