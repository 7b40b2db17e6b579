import type { JudgementAccuracyRow } from "@milepost/store/queries/judgement-accuracy";
import { isEnough } from "../../accuracy/scores.ts";
import { numberText } from "../../words/numbers.ts";
import { scoreText, shareText, TOO_FEW } from "../../words/scores.ts";

export const JUDGEMENT_HEADS = ["What was said", "Goals", "People", "Model", "Reached"] as const;

const SAID = { check_in: "Check-ins", override: "Overrides" } as const;

/** How wrong people's judgement and the model's were on the same goals, in all and by kind of goal: no person is graded. */
export function judgementRows(rows: readonly JudgementAccuracyRow[]): readonly (readonly string[])[] {
  const kinds = new Set(rows.filter(({ scope }) => scope === "kind").map(({ name }) => name));
  return rows
    .filter(({ scope }) => scope === "deployment" || (scope === "kind" && kinds.size > 1))
    .map((row) => {
      const of = row.scope === "kind" ? `, goals of the kind ${row.name.replaceAll("_", " ")}` : "";
      const figure = (value: number | null, textOf: (value: number) => string): string =>
        value === null || !isEnough(row) ? TOO_FEW : textOf(value);
      return [
        `${SAID[row.judgement]}${of}`,
        numberText(row.goals, 0),
        figure(row.brier_people, scoreText),
        figure(row.brier_model, scoreText),
        figure(row.base_rate, shareText),
      ];
    });
}
