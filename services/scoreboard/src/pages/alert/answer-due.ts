import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { AnswerDue } from "../../reading/answer-due.ts";
import { readAnswerDue } from "../../reading/answer-due.ts";
import type { BoardParts } from "../../reading/board.ts";
import type { AlertReading, Moment } from "../../reading/readings.ts";
import { longDateText } from "../../words/dates.ts";
import { waits } from "../kpi/view-model.ts";

/** Until when an alert waits for whoever has it, and whom it goes to then; nothing where the plan sets no deadline. */
export async function answerDueLine(
  parts: BoardParts,
  alert: AlertReading,
  { latest }: Moment,
): Promise<Html | false> {
  if (!latest || !waits(alert)) return false;
  const due = await readAnswerDue(parts, alert);
  const words = due === null ? null : answerDueWords(due, alert.owner.name);
  return words !== null && html`<p id="answer" class="doubt"><strong>${words}</strong></p>`;
}

/** The deadline in a sentence; null: there is none. */
export function answerDueWords({ date, next }: AnswerDue, holder: string): string | null {
  if (date === null) return null;
  const with_ = `It is with ${holder}.`;
  if (next === null)
    return `${with_} An answer is due on ${longDateText(date)}; nobody comes after, so it stays there.`;
  return `${with_} Unless somebody answers before, it goes to ${next.name} on ${longDateText(date)}.`;
}
