import type { OptionsWeighedData } from "@milepost/contracts";
import { chanceText, periodText } from "../alerts/alert-words.ts";
import { goalFigureText } from "../alerts/goal-words.ts";
import type { MeasuredGoal } from "../measured-goal.ts";

/** The earliest date and the hardest target that help, a line each; empty where none does. */
export function optionLines(
  weighed: OptionsWeighedData | undefined,
  judged: Pick<MeasuredGoal, "goal" | "kpi"> | undefined,
  /** The period of which the words before these are. */
  toldOf: string,
): readonly string[] {
  if (weighed === undefined || judged === undefined) return [];
  const date = weighed.options.find(({ kind }) => kind === "date");
  const target = weighed.options.find(({ kind }) => kind === "target");
  const odds = (chance: number): string => `${chanceText(chance)} instead of ${chanceText(weighed.pHit)}`;
  const possible =
    weighed.period === toldOf ? "Possible" : `Possible, by the figures up to ${periodText(weighed.period)}`;
  return [
    ...(date?.kind === "date"
      ? [`${possible}: due on ${periodText(date.dueOn)}; the chance is ${odds(date.pHit)} then.`]
      : []),
    ...(target?.kind === "target"
      ? [`${possible}: ${targetText(target.value, judged)}; the chance is ${odds(target.pHit)} then.`]
      : []),
  ];
}

function targetText(value: number, judged: Pick<MeasuredGoal, "goal" | "kpi">): string {
  const figure = goalFigureText(value, judged);
  return judged.goal.measure.evaluation === "control" ? `${figure} of the periods` : `a target of ${figure}`;
}
