import type { Direction, Goal } from "@milepost/contracts";
import { isTwoSided, isWrittenAs, roundFigure, startingPoint } from "@milepost/scoring";
import type { KnownAssessment, KnownClosing } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";

/**
 * The goal that asks for a share of the way from its start to its target; null where that is no other goal, or cannot be
 * said: the start is not known or no worse than the target, the target is a planned series, or what meets it is a range or
 * a share of periods.
 */
export function reachedGoal(measured: MeasuredGoal, share: number): MeasuredGoal | null {
  const { goal, kpi } = measured;
  const { measure } = goal;
  const from = startOf(measured);
  const isOneSided = !isTwoSided({ measure, direction: kpi.direction }) && measure.evaluation !== "control";
  if (share === 1 || from === null || measure.to === undefined || !isOneSided) return null;
  if (!isWorse(from, measure.to, kpi.direction)) return null;
  const onTheWay = (figure: number): number => roundFigure(from + share * (figure - from)) ?? figure;
  const { trajectory } = measure;
  if (typeof trajectory === "object" && "planned" in trajectory) return null;
  const part: Goal["measure"] = {
    ...measure,
    from: measure.from ?? from,
    to: onTheWay(measure.to),
    trajectory: typeof trajectory === "string" ? trajectory : { phased: mapped(trajectory.phased, onTheWay) },
  };
  return { ...measured, goal: { ...goal, measure: part } };
}

function isWorse(from: number, to: number, direction: Direction | undefined): boolean {
  return direction === "decrease" ? from > to : from < to;
}

/** Where it starts: a sum at 0 (ADR 9), else as the plan says, and nowhere where it adds up. */
function startOf({ goal, kpi, base }: MeasuredGoal): number | null {
  const stated = startingPoint(goal.measure);
  if (stated !== null) return stated;
  return kpi.restarts === "year" && base.behaviour === "flow" ? 0 : null;
}

function mapped(
  figures: Readonly<Record<string, number>>,
  of: (figure: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([label, figure]) => [label, of(figure)]));
}

/** An assessment as alerts look at it: where it says the chance of a share of the way, that is what they go by. */
export function alertedBy(assessment: KnownAssessment): KnownAssessment {
  const { reach } = assessment;
  if (reach === undefined) return assessment;
  const { target, pHit, lastActionPeriod } = reach;
  return { ...assessment, target, pHit, lastActionPeriod };
}

/**
 * Whether a goal that ended came as far as an alert was about. A hit stays one: what was asked for in the end was reached. A
 * miss lies on the worse side of its target, which tells the direction; the side of the target that the alert's figure lies on
 * does not, since a target may have been eased past it.
 */
export function reachedOutcome(
  { outcome, actual, target }: Pick<KnownClosing, "outcome" | "actual" | "target">,
  about: number | null,
): KnownClosing["outcome"] {
  if (outcome !== "miss" || about === null || actual === null || target === null) return outcome;
  if (isWrittenAs(about, target)) return outcome;
  // Of a miss by less than is written nothing tells the direction but that targets are seldom eased.
  const isMoreBetter = actual === target ? target > about : actual < target;
  return (isMoreBetter ? actual >= about : actual <= about) ? "hit" : "miss";
}
