import type { Html } from "../../html.ts";
import { html } from "../../html.ts";

/** What somebody typed into a form, and what is wrong with it, by the names of its fields. */
export interface FilledForm {
  readonly typed: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
}

/** A form that nobody has sent yet. */
export const UNFILLED: FilledForm = { typed: {}, problems: {} };

export interface Field {
  readonly name: string;
  readonly label: string;
  /** What stands in it before anybody types; default: nothing. */
  readonly suggested?: string | undefined;
}

/** A control's value, and the attributes that name it and tell a screen reader where its problem is said. */
export interface Control {
  readonly value: string;
  readonly marks: Html;
}

/** A labelled field with what was typed into it, and what is wrong with that. */
export function field(
  { typed, problems }: FilledForm,
  { name, label, suggested = "" }: Field,
  control: (control: Control) => Html,
): Html {
  const problem = problems[name];
  const wrong = problem === undefined ? null : html` aria-invalid="true" aria-describedby="problem-${name}"`;
  const marks = html`name="${name}"${wrong}`;
  return html`<label class="field">
    <span>${label}</span>
    ${control({ value: typed[name] ?? suggested, marks })}
    ${problem !== undefined && html`<strong class="problem" id="problem-${name}">${problem}</strong>`}
  </label>`;
}

/** The choices of a select, the one that was chosen before chosen again. */
export function choices(
  options: readonly (readonly [value: string | number, text: string])[],
  chosen: string,
): Html {
  const item = (value: string, text: string): Html =>
    html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`;
  return html`${item("", "Choose")}${options.map(([value, text]) => item(String(value), text))}`;
}
