import type { NextStep, OptionsWeighedData, WeighedOption } from "@milepost/contracts";
import { isTwoSided, limitToHold } from "@milepost/scoring";
import { chanceText, figureText, periodText } from "../alerts/alert-words.ts";
import { goalFigureText } from "../alerts/goal-words.ts";
import type { MeasuredGoal } from "../measured-goal.ts";

/** From this part of the risk on, a goal below is where to begin. */
const MOST_OF_IT = 0.5;

/** What choosing a next step needs besides the options. */
export interface NextStepSight {
  readonly measured: Pick<MeasuredGoal, "goal" | "kpi">;
  readonly raiseBelow: number;
  /** Title and owner of a goal; undefined: it is private, or not there. */
  readonly goalOf: (goal: string) => { readonly title: string; readonly owner: string } | undefined;
}

/**
 * The best option: what mends the goal before what changes it. The goal below that carries half of the risk or more and is
 * itself at risk; else the pace, where half of the past reached it; else the earliest date, else the hardest target that
 * helps; where none does, or nothing was weighed by the figures that the alert tells, an answer is all that is left.
 */
export function nextStep(weighed: OptionsWeighedData | undefined, sight: NextStepSight): NextStep {
  const options = weighed?.options ?? [];
  const order = ["child", "pace", "date", "target"] as const;
  for (const kind of order) {
    for (const option of options) {
      const text = option.kind === kind ? textOf(option, weighed?.pHit ?? 0, sight) : null;
      if (text !== null) return { kind, option: option.option, text };
    }
  }
  const unknown = weighed === undefined ? ": what else can be done was not weighed by these figures" : "";
  return {
    kind: "answer",
    option: null,
    text: `Take it on with a plan and a review date, or ask for help${unknown}.`,
  };
}

/** What an option asks for; null: it is not what to do next. */
function textOf(option: WeighedOption, pHit: number, sight: NextStepSight): string | null {
  const { goal, kpi } = sight.measured;
  switch (option.kind) {
    case "child": {
      const below = sight.goalOf(option.goal);
      const isAtRisk = option.pHit !== null && option.pHit < sight.raiseBelow;
      if (below === undefined || !isAtRisk || (option.share ?? 0) < MOST_OF_IT) return null;
      const part = `${chanceText(option.share ?? 0)} of the risk of the goals below`;
      return `Help ${below.owner} with “${below.title}” first: it carries ${part}.`;
    }
    case "pace": {
      const { reached, of, value } = option;
      const isTwo = isTwoSided({ measure: goal.measure, direction: kpi.direction });
      if (isTwo || reached === null || of === null || of === 0 || reached < MOST_OF_IT * of) return null;
      const isLess = kpi.direction === "decrease";
      const { figure, decimals } = limitToHold(value, kpi.decimals, isLess ? "atMost" : "atLeast");
      const rate = `${isLess ? "at most " : ""}${figureText(figure, { ...kpi, decimals })}`;
      return `Bring ${rate} a ${kpi.grain} until it is due: ${reached} of the last ${of} ${kpi.grain}s did.`;
    }
    case "date":
      return `Agree on ${periodText(option.dueOn)} as the due date: ${oddsText(option.pHit, pHit)}.`;
    case "target":
      return `Agree on ${goalFigureText(option.value, sight.measured)} as the target: ${oddsText(option.pHit, pHit)}.`;
  }
}

function oddsText(chance: number, now: number): string {
  return `the chance is ${chanceText(chance)} instead of ${chanceText(now)} then`;
}
