import { roundFigure } from "@milepost/scoring";
import { gapOf } from "../alerts/goal-words.ts";
import type { PlanAt } from "../deployment.ts";
import type { Ledger } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import type { Found } from "./sought.ts";

/** Goals below that are named: the rest adds less. */
const MOST_CHILDREN = 5;

export interface ChildSight {
  /** The goal whose children are weighed. */
  readonly goal: string;
  readonly planAt: Pick<PlanAt, "goals">;
  readonly ledger: Pick<Ledger, "newest">;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly mark: string;
}

type Child = Found<"child">["options"][number];

/** The open goals below one that everybody may see, those that add most to its risk first: weight times chance of missing. */
export function childOptions({ goal, planAt, ledger, asOf, mark }: ChildSight): readonly Child[] {
  const children = planAt.goals
    .filter((child) => child.goal.parent === goal && !child.goal.private && isOpen(child, asOf))
    .map((child) => childOf(child, ledger, asOf));
  const total = children.reduce((sum, child) => sum + riskOf(child), 0);
  // Where the chance of one is unknown, nobody can say which part of the whole another one is.
  const isAnyUnknown = children.some(({ pHit }) => pHit === null);
  return children
    .toSorted((left, right) => riskOf(right) - riskOf(left) || (left.goal < right.goal ? -1 : 1))
    .slice(0, MOST_CHILDREN)
    .map((child, place) => ({
      option: `child-${place + 1}-${mark}`,
      kind: "child",
      ...child,
      share: isAnyUnknown || total === 0 ? null : roundFigure(riskOf(child) / total),
    }));
}

type Weighed = Pick<Child, "goal" | "weight" | "pHit" | "gap" | "assessment">;

function childOf(measured: MeasuredGoal, ledger: ChildSight["ledger"], asOf: number): Weighed {
  const newest = ledger.newest(measured.id, measured.periods[lastKnowable(measured, asOf)]?.label ?? "");
  return {
    goal: measured.id,
    weight: measured.goal.weight,
    pHit: newest?.pHit ?? null,
    gap: newest === undefined ? null : gapOf(newest.expectedEnd, newest.target, measured),
    assessment: newest?.id ?? null,
  };
}

/** What a child whose chance is unknown adds is unknown, too; it stands last. */
function riskOf({ weight, pHit }: Pick<Weighed, "weight" | "pHit">): number {
  return pHit === null ? 0 : weight * (1 - pHit);
}
