import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AlertOption } from "../../reading/alert-options.ts";
import { readAlertOptions } from "../../reading/alert-options.ts";
import type { BoardParts } from "../../reading/board.ts";
import { kpiFacts } from "../../reading/kpi-facts.ts";
import type { AlertReading } from "../../reading/readings.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import type { OptionContext } from "./option-words.ts";
import { optionWords } from "./option-words.ts";

/** What can be done about an alert, each with what would come of it; nothing where it was not weighed. */
export async function optionsSection(parts: BoardParts, alert: AlertReading): Promise<Html | false> {
  const options = await readAlertOptions(parts, alert.alert);
  const context = contextOf(parts, options);
  if (context === undefined) return false;
  const current = options.filter(({ is_current: isCurrent }) => isCurrent);
  return html`<section id="options">
    <h2>What you can do ${sinceText(current)}</h2>
    ${current.length > 0 && optionTable(current, context)}
    ${current[0] !== undefined && evidence(current[0], alert)}
  </section>`;
}

function contextOf({ plan }: BoardParts, options: readonly AlertOption[]): OptionContext | undefined {
  const [first] = options;
  const state = plan.now();
  const kpi = first === undefined ? undefined : state.kpis.get(first.kpi)?.definition;
  if (first === undefined || kpi === undefined) return undefined;
  const goal = state.goals.get(first.goal)?.definition ?? null;
  return {
    kpi: kpiFacts(state, { id: first.kpi, kpi, companion: null }, goal),
    titleOf: (id) => state.goals.get(id)?.definition.title ?? id,
  };
}

function sinceText([first]: readonly AlertOption[]): Html | false {
  return (
    first !== undefined && html`<small>as of ${periodText(first.period)}; nothing changes by itself</small>`
  );
}

function optionTable(options: readonly AlertOption[], context: OptionContext): Html {
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">You can</th>
        <th scope="col">What comes of it</th>
      </tr>
    </thead>
    <tbody>
      ${options.map((option) => optionRow(option, context))}
    </tbody>
  </table>`;
}

function optionRow(option: AlertOption, context: OptionContext): Html {
  const { what, effect } = optionWords(option, context);
  return html`<tr>
    <th scope="row">${what}</th>
    <td data-head="What comes of it" class="more">${effect}</td>
  </tr>`;
}

/** Where the numbers come from: the assessment, as the API shows it, and what the goal looked like then. */
function evidence({ goal, alert, due_on_now: due }: AlertOption, { evidence: page }: AlertReading): Html {
  const of = new URLSearchParams({ goal }).toString();
  return html`<p>
    Computed from the same figures, on the same possible futures as the chance itself; the goal is due on
    ${longDateText(due)}. Evidence: <a href="${page}">the figures</a>,
    <a href="/v1/assessments?${of}">the assessment</a>,
    <a href="/v1/alerts/${alert}/options">the options with all numbers</a>.
  </p>`;
}
