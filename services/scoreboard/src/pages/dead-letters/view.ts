import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { instantText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { whatHappened } from "../alerts/set-aside.ts";

export interface DeadLettersPage {
  /** The newest that wait. */
  readonly letters: readonly DeadLetterRow[];
  readonly total: number;
  readonly moment: Moment;
}

/** The records that wait to be fixed, one by one, each with its reason and the next step. */
export function deadLettersPage({ letters, total, moment }: DeadLettersPage): Html {
  return html`<h1>${headline(total)}</h1>
    <p class="lead">
      A record that cannot be processed is set aside with its place in the log, and everything else goes on.
      Nothing is lost: look at it, fix it and replay it, or decide that nothing is to stand for it.
    </p>
    ${letters.length > 0 && table(letters, moment)}
    ${
      total > letters.length &&
      html`<p>
        The newest ${letters.length} of ${total}; all of them: <code>milepost dead-letters list</code>
      </p>`
    }`;
}

function headline(total: number): string {
  if (total === 0) return "No record waits to be fixed.";
  return `${counted(total, "record")} ${total === 1 ? "waits" : "wait"} to be fixed.`;
}

function table(letters: readonly DeadLetterRow[], moment: Moment): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">Record</th>
        <th scope="col">Set aside</th>
        <th scope="col">What happened, and what to do</th>
      </tr>
    </thead>
    <tbody>
      ${letters.map((letter) => row(letter, moment))}
    </tbody>
  </table>`;
}

function row(letter: DeadLetterRow, { timeZone }: Moment): Html {
  const { dead_letter: id, attempts, payload, recorded_at: at } = letter;
  const tried = attempts > 1 && html`<small>tried ${attempts} times</small>`;
  return html`<tr id="${id}">
    <th scope="row">${id}</th>
    <td data-head="Set aside">${instantText(Date.parse(at), timeZone)} ${tried}</td>
    <td data-head="What happened">
      <div>
        ${whatHappened(letter)} Fix and replay: <code>milepost dead-letters show ${id}</code>
        ${
          payload !== "" &&
          html`<details>
            <summary>How it begins</summary>
            <code>${payload}</code>
          </details>`
        }
      </div>
    </td>
  </tr>`;
}
