import type { AlertContent, AlertTrust, DeliveryConfidence } from "@milepost/contracts";
import { chanceText, periodText } from "../alerts/alert-words.ts";

const CONFIDENCE: Readonly<Record<DeliveryConfidence, string>> = {
  highly_likely: "highly likely",
  probable: "probable",
  feasible_but_significant_issues: "feasible, but with significant issues",
  in_doubt: "in doubt",
  unachievable: "unachievable as things stand",
};

const DAY_MS = 86_400_000;
/** Goals above and scorecards that a sentence names, each. */
const MOST_NAMED = 3;

/** What an alert's message says besides what changed, a line each: how sure, why, what it carries, how far to trust it, what next. */
export function contentLines(content: AlertContent): readonly string[] {
  const { causes, confidence, impact, next, trust } = content;
  return [
    ...agedLine(content),
    `Reaching it is ${CONFIDENCE[confidence]}.`,
    ...(causes.length === 0
      ? ["Why: nothing that is known here explains it."]
      : causes.map(({ text }, place) => (place === 0 ? `Why, as far as it can be shown: ${text}` : text))),
    impactLine(impact),
    trustLine(trust),
    recordLine(trust, confidence),
    `Best next: ${next.text}`,
  ];
}

/** What is told of long ago says so: its page has the newer figures. */
function agedLine({ asOf, answer }: AlertContent): readonly string[] {
  if (Date.parse(answer.from) - Date.parse(asOf) < DAY_MS) return [];
  return [
    `All of this is as it could be known on ${periodText(dayOf(asOf))}, without the figures that came since.`,
  ];
}

function dayOf(instant: string): string {
  return instant.slice(0, "2014-09-30".length);
}

function impactLine({ goals, scorecards }: AlertContent["impact"]): string {
  const above = goals.map(({ title, share }) =>
    share < 1 ? `“${title}” (${Math.round(100 * share)} % of the goals below it)` : `“${title}”`,
  );
  const cards = [...new Set(scorecards.map(({ name }) => name))];
  const parts = [
    ...(above.length === 0 ? [] : [`it is part of ${named(above)}`]),
    ...(cards.length === 0
      ? []
      : [
          `it counts on ${cards.length === 1 ? "scorecard" : "scorecards"} ${named(cards.map((card) => `“${card}”`))}`,
        ]),
  ];
  return parts.length === 0 ? "Impact: no goal above it and no scorecard." : `Impact: ${parts.join("; ")}.`;
}

function named(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMED);
  const rest = all.length - shown.length;
  return [...shown, ...(rest === 0 ? [] : [`${rest} more`])].join(", ");
}

function trustLine({ newest, known, periods }: AlertTrust): string {
  const complete = `${known} of ${periods} complete ${periods === 1 ? "period has" : "periods have"} a value`;
  if (newest === null) return `Figures: there is no value yet; ${complete}.`;
  const from = newest.sources.length === 0 ? "" : `, from ${named(newest.sources)}`;
  const since = periodText(dayOf(newest.knownAt));
  return `Figures: the newest is of ${periodText(newest.period)}, known since ${since}${from}; ${complete}.`;
}

function recordLine({ goals, missed, precision }: AlertTrust, confidence: DeliveryConfidence): string {
  const step = `goals that once were ${CONFIDENCE[confidence]}`;
  if (precision === null)
    return `Track record: too few ${step} have ended to say how often that was right (${goals}).`;
  return `Track record: of ${goals} ended ${step}, ${missed} were missed (${chanceText(precision)}).`;
}
