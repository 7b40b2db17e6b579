import { howEarly } from "../../accuracy/how-early.ts";
import type { EndedGoal } from "../../reading/readings.ts";
import { numberText } from "../../words/numbers.ts";
import { leadFigure, shareFigure } from "./said-beside.ts";

export const ALERT_HEADS = ["Alerts", "Goals", "Alerted", "Precision", "Recall", "Lead"] as const;

/** Rows of an owner or a kind that a page lists. */
const ROWS_OF_SCOPE = 40;

/** What goals are told apart by; the first words of a row's name. */
const SCOPES: readonly ((goal: EndedGoal) => string)[] = [
  ({ model }) => `by ${model.name}, version ${model.version}`,
  ({ kind }) => `for goals of the kind ${kind.replaceAll("_", " ")}`,
  ({ owner }) => `to ${owner}`,
];

/** How right and how early alerts were by model version, kind of goal and owner, where there is more than one of them. */
export function alertRows(ended: readonly EndedGoal[]): readonly (readonly string[])[] {
  return SCOPES.flatMap((nameOf) => {
    const groups = [...Map.groupBy(ended, nameOf)];
    if (groups.length < 2) return [];
    return groups
      .toSorted(([, left], [, right]) => right.length - left.length)
      .slice(0, ROWS_OF_SCOPE)
      .map(([name, goals]) => alertRow(name, goals));
  });
}

function alertRow(name: string, ended: readonly EndedGoal[]): readonly string[] {
  const { precision, recall, lead } = howEarly(ended);
  const alerted = ended.filter(({ first }) => first !== null).length;
  return [
    name,
    numberText(ended.length, 0),
    numberText(alerted, 0),
    shareFigure(precision),
    shareFigure(recall),
    leadFigure(lead),
  ];
}
