import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { instantText } from "../../words/dates.ts";
import type { Frame } from "./frame.ts";

/** Says above every page when its numbers may not be all that arrived; nothing when they are. */
export function pipelineNote({ pipeline, moment }: Pick<Frame, "pipeline" | "moment">): Html | null {
  if (pipeline.standing === "caught_up") return null;
  const upTo = pipeline.completeUpTo === null ? null : instantText(pipeline.completeUpTo, moment.timeZone);
  return html`<div class="note past" role="status"><p>${wordsOf(pipeline.standing, upTo)}</p></div>`;
}

function wordsOf(standing: "behind" | "unknown", upTo: string | null): string {
  if (standing === "behind") {
    return upTo === null
      ? "The numbers are behind: not everything that arrived is shown yet."
      : `The numbers are complete up to ${upTo}. What arrived later is not shown yet.`;
  }
  return upTo === null
    ? "It is not known how complete the numbers are: nobody has measured it yet."
    : `It is not known how complete the numbers are: nobody has measured it lately. They were complete up to ${upTo}.`;
}
