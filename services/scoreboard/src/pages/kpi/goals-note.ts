import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { KpiReading, Moment } from "../../reading/readings.ts";
import { periodText } from "../../words/dates.ts";
import { numberText } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import { linkTo, pageOfGoal } from "../layout/frame.ts";

/** Goals of members of a dimension may be thousands: more than these stand in the list of all goals. */
const GOALS_NAMED = 20;

/** Which goal the page speaks of where the KPI has several, and the ways to the others; nothing where it has one. */
export function goalsNote({ kpi, goal, others, notOpen }: KpiReading, moment: Moment): Html {
  const more = others.length - GOALS_NAMED;
  const links = others
    .slice(0, GOALS_NAMED)
    .map(
      (one, index) =>
        html`${index > 0 && ", "}<a href="${pageOfGoal({ ...one, kpi: kpi.id }, moment)}"
            >${one.apart ?? one.title}</a
          >`,
    );
  return html`${notOpen !== null && html`<p>${notOpenText(notOpen, moment)}</p>`}
  ${
    goal !== null &&
    others.length > 0 &&
    html`<p class="goals">
      This page speaks of the goal “${goal.apart ?? goal.title}”. The KPI's other
      ${others.length === 1 ? "goal" : "goals"}:
      ${links}${more > 0 && html` and <a href="${linkTo("/", moment)}">${numberText(more, 0)} more</a>`}.
    </p>`
  }`;
}

function notOpenText(
  { begun, title, ...window }: NonNullable<KpiReading["notOpen"]>,
  { period, latest }: Moment,
): string {
  if (begun === null)
    return `The goal “${title}” is not open in ${periodText(period)}: its window is ${windowText(window)}.`;
  const { grain, periods } = begun;
  const yet = `Nothing can be said of the goal “${title}”${latest ? "" : ` in ${periodText(period)}`} yet`;
  return periods === 1
    ? `${yet}: its window is a single ${grain} of its KPI, ${windowText(window)}, so the first sign is how it ends.`
    : `${yet}: no ${grain} of its window, ${windowText(window)}, is over.`;
}

/** What the address of a KPI's page carries, so that it speaks of the same goal again. */
export function goalQuery({ goal, others }: KpiReading): Readonly<Record<string, string>> {
  return goal === null || others.length === 0 ? {} : { goal: goal.goal };
}
