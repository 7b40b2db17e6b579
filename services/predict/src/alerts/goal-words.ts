import { goalRange, isTwoSided, roundFigure } from "@milepost/scoring";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { aimText, figureText } from "./alert-words.ts";

type Judged = Pick<MeasuredGoal, "goal" | "kpi">;

/** A goal's figure in words: a value of the KPI, or of `control` a share of periods in percent. */
export function goalFigureText(figure: number | null, { goal, kpi }: Judged): string {
  if (goal.measure.evaluation !== "control") return figureText(figure, kpi);
  return figureText(figure === null ? null : 100 * figure, { unit: "percent", decimals: 0 });
}

/** What a goal's figure must come to: `a target of 97.0 %`, `a range of 18.0 days to 24.0 days`. */
function wantedText(target: number | null, judged: Judged): string {
  const range = closedRange(target, judged);
  if (range !== null)
    return `a range of ${goalFigureText(range.lower, judged)} to ${goalFigureText(range.upper, judged)}`;
  const wanted = goalFigureText(target, judged);
  return judged.goal.measure.evaluation === "control"
    ? `${wanted} of the periods that must meet their target`
    : `a target of ${wanted}`;
}

/** The same of what an alert is about: the target, or a share of the way to it. */
export function aimedText(about: Pick<KnownAssessment, "target" | "reach">, judged: Judged): string {
  if (about.reach === undefined) return wantedText(about.target, judged);
  return `${goalFigureText(about.target, judged)}, ${aimText(about)}`;
}

/** How far an expected figure lies from its target, or outside its range (0 inside); null: not known. */
export function gapOf(expected: number | null, target: number | null, judged: Judged): number | null {
  if (expected === null || target === null) return null;
  const range = closedRange(target, judged);
  if (range === null) return roundFigure(expected - target);
  if (expected < range.lower) return roundFigure(expected - range.lower);
  return expected > range.upper ? roundFigure(expected - range.upper) : 0;
}

/** The range of a goal that has two sides; null: it has one, or nothing is known. */
function closedRange(
  target: number | null,
  { goal, kpi }: Judged,
): { readonly lower: number; readonly upper: number } | null {
  const rule = { measure: goal.measure, direction: kpi.direction };
  if (target === null || goal.measure.evaluation === "control" || !isTwoSided(rule)) return null;
  const range = goalRange(rule, target);
  return range === null || range.lower === range.upper ? null : range;
}
