import { currentId } from "@milepost/plan";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AlertOption } from "../../reading/alert-options.ts";
import { readAlertOptions } from "../../reading/alert-options.ts";
import type { AlertStep } from "../../reading/alert-life.ts";
import type { BoardParts } from "../../reading/board.ts";
import { kpiFacts, ownerOf } from "../../reading/kpi-facts.ts";
import { readLeads } from "../../reading/lead-readings.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import type { LinkHolder } from "../alerts/acknowledge-form.ts";
import { isOpen } from "../kpi/view-model.ts";
import { decideForms } from "./decide-forms.ts";
import { leadMeasures, leadMeasuresList } from "./lead-measures.ts";
import type { Ended, OptionContext } from "./option-words.ts";
import { decisionWords, optionWords, takenWords } from "./option-words.ts";

/** What the section is shown with. */
export interface OptionsShown {
  readonly moment: Moment;
  /** Who came by a message's link; null: anybody. */
  readonly holder: LinkHolder | null;
}

/** What can be done about an alert, each with what would come of it, and what was decided; nothing where it was not weighed. */
export async function optionsSection(
  parts: BoardParts,
  alert: AlertReading,
  shown: OptionsShown,
): Promise<Html | false> {
  if (!shown.moment.latest) return false;
  const options = await readAlertOptions(parts, alert.alert);
  const context = contextOf(parts, options, { ...shown, outcome: alert.outcome, reach: alert.reach });
  if (context === undefined) return false;
  const open = isOpen(alert);
  const current = options.filter((one) => one.is_current && open);
  const decided = options.filter((one) => one.decision !== null && !current.includes(one));
  if (current.length + decided.length === 0) return false;
  const { runningOf = alert.kpi.id } = parts.plan.now().kpis.get(alert.kpi.id)?.definition ?? {};
  const moving = open ? leadMeasures(await readLeads(parts, [runningOf]), runningOf) : [];
  return html`<section id="options">
    <h2>What you can do ${sinceText(current)}</h2>
    ${current.length > 0 && optionTable(current, context)} ${leadMeasuresList(moving)}
    ${
      decided.length > 0 &&
      html`<h3>Decided before</h3>
        ${optionTable(decided, context)}`
    }
    ${current[0] !== undefined && evidence(current[0], alert)}
  </section>`;
}

/** What was decided on the options of an alert, as steps of its history. */
export async function decisionSteps(
  parts: BoardParts,
  alert: AlertReading,
  shown: OptionsShown,
): Promise<readonly AlertStep[]> {
  const options = await readAlertOptions(parts, alert.alert);
  const context = contextOf(parts, options, { ...shown, outcome: alert.outcome, reach: alert.reach });
  if (context === undefined) return [];
  const { instant, latest } = shown.moment;
  return options.flatMap((option): readonly AlertStep[] => {
    const { decision, decided_at: at, decided_by: by, period } = option;
    if (decision === null || at === null || (!latest && Date.parse(at) > instant)) return [];
    const odds = { chance: option.p_hit, chanceBefore: option.p_hit_now, outcome: null, reach: alert.reach };
    const person = context.ended.nameOf(by ?? "");
    const { what: text } = optionWords(option, context);
    return [{ step: decision, at: Date.parse(at), period, person, date: null, text, ...odds }];
  });
}

interface ShownContext extends OptionContext {
  readonly ended: Ended;
  readonly holder: LinkHolder | null;
  /** Leads that somebody has taken on for this alert, by their KPI. */
  readonly taken: ReadonlyMap<string | null, AlertOption>;
}

function contextOf(
  { plan }: BoardParts,
  options: readonly AlertOption[],
  { moment, holder, outcome, reach }: OptionsShown & Pick<AlertReading, "outcome" | "reach">,
): ShownContext | undefined {
  const [first] = options;
  const state = plan.now();
  const kpi = first === undefined ? undefined : state.kpis.get(first.kpi)?.definition;
  if (first === undefined || kpi === undefined) return undefined;
  const goal = state.goals.get(currentId(state, "goal", first.goal))?.definition ?? null;
  return {
    kpi: kpiFacts(state, { id: first.kpi, kpi, companion: null }, goal),
    moved: state.kpis.get(kpi.runningOf ?? "")?.definition.name ?? kpi.name,
    titleOf: (id) => state.goals.get(id)?.definition.title ?? id,
    leadOf: (id) => {
      const definition = state.kpis.get(id)?.definition;
      return definition === undefined
        ? null
        : kpiFacts(state, { id, kpi: definition, companion: null }, null);
    },
    ended: { outcome, nameOf: (id) => ownerOf(state, id).name, timeZone: moment.timeZone },
    holder,
    reach,
    taken: new Map(
      options
        .filter(({ kind, decision }) => kind === "lead" && decision === "accepted")
        .map((option) => [option.lead, option]),
    ),
  };
}

function sinceText([first]: readonly AlertOption[]): Html | false {
  return (
    first !== undefined && html`<small>as of ${periodText(first.period)}; nothing changes by itself</small>`
  );
}

function optionTable(options: readonly AlertOption[], context: ShownContext): Html {
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

function optionRow(option: AlertOption, context: ShownContext): Html {
  const { what, effect } = optionWords(option, context);
  const decision = decisionWords(option, context.ended);
  const taken = decision === null && option.kind === "lead" ? context.taken.get(option.lead) : undefined;
  const isLead = option.kind === "lead" && option.reason === null && !option.is_past;
  const asks = decision === null && taken === undefined && (option.line !== null || isLead);
  return html`<tr>
    <th scope="row">${what}</th>
    <td data-head="What comes of it" class="more">
      ${effect}${decision !== null && html`<small>${decision}</small>`}
      ${taken !== undefined && html`<small>${takenWords(taken, context.ended)}</small>`}
      ${asks && decideForms(option, context.holder)}
    </td>
  </tr>`;
}

/** Where the numbers come from: the assessment, as the API shows it, and what the goal looked like then. */
function evidence(
  { goal, alert, due_on_now: due, external }: AlertOption,
  { evidence: page }: AlertReading,
): Html {
  const of = new URLSearchParams({ goal }).toString();
  return html`<p>
    Computed from the same figures, on the same possible futures as the chance itself; the goal is due on
    ${longDateText(due)}. Evidence: <a href="${page}">the figures</a>,
    <a href="/v1/assessments?${of}">the assessment</a>,
    <a href="/v1/alerts/${alert}/options">the options with all numbers</a>${
      external.length > 0 &&
      html`, <a href="/reviews">what was reported from outside (${external.length})</a>`
    }.
  </p>`;
}
